/* bd-projection.c: collects the pages of one answer and gives the verdict on the whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-projection.h"

#include "bd-entry-edit-private.h"
#include "bd-medicine-links-private.h"
#include "bd-project-private.h"
#include "bd-verdict-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* One search: its pages follow each other. */
typedef struct {
  gboolean open;       /* a page named a next one that did not come yet */
  gboolean begun;
  gint64   total;      /* -1 = not said */
  gint64   received;   /* matches, de-duplicated */
  gint64   repeated;   /* of these, matches of an earlier search too */
} Search;

struct _BdProjection
{
  BdSectionKind  section;
  BdSource       source;

  /* Owned */
  char          *nhi;
  GHashTable    *numbers;     /* the NHIs of this person, upper case */
  GHashTable    *seen;        /* type/id of every match and kept include */
  GHashTable    *places;      /* where in the entries those of `seen` stand, from 1; borrows its keys */
  GHashTable    *counted;     /* those of the present search's matches; borrows from `seen` */
  GHashTable    *matched;     /* those of every search's matches; borrows from `seen` */
  GStrv          asked;       /* (nullable): resource types searched for */
  BdAnswer      *answer;      /* in progress */
  char          *deceased;    /* (nullable) */

  Search         search;      /* the one whose pages are coming */
  gint64         total;       /* over ended searches; -1 once one did not say */
  gboolean       redacted;
  gboolean       is_deceased; /* NHI says so */
  guint          n_answered;  /* pages that were search results */
  guint          n_failed;    /* searches that failed */
};

/* Types that come along with the matches to name people and places; whatever their
 * search mode they are no part of a section. */
static const char *const companions[] = {
  "Patient", "Practitioner", "PractitionerRole", "Organization", "Location", "RelatedPerson",
  "Provenance", "Device", NULL,
};

static void
add_number (BdProjection *self,
            const char   *nhi)
{
  if (nhi != NULL && *nhi != '\0')
    g_hash_table_add (self->numbers, g_ascii_strup (nhi, -1));
}

/**
 * bd_projection_new:
 * @section: the section
 * @source: the source
 * @nhi: (nullable): whose record was asked for; %NULL accepts everybody's
 * @linked_nhis: (nullable): other numbers of the same person, live or dormant
 *
 * Returns: (transfer full): an empty collection; free with bd_projection_finish() or
 *   bd_projection_free()
 */
BdProjection *
bd_projection_new (BdSectionKind      section,
                   BdSource           source,
                   const char        *nhi,
                   const char *const *linked_nhis)
{
  BdProjection *self = g_new0 (BdProjection, 1);

  self->section = section;
  self->source = source;
  self->nhi = g_strdup (nhi);
  self->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->places = g_hash_table_new (g_str_hash, g_str_equal);
  self->counted = g_hash_table_new (g_str_hash, g_str_equal);
  self->matched = g_hash_table_new (g_str_hash, g_str_equal);
  self->answer = bd_answer_new (bd_ledger_line_new (section, source, BD_STATE_WHOLE));
  self->search.total = -1;
  add_number (self, nhi);
  for (guint i = 0; linked_nhis != NULL && linked_nhis[i] != NULL; i++)
    add_number (self, linked_nhis[i]);
  return self;
}

/**
 * bd_projection_free:
 * @self: (transfer full) (nullable): a collection that is no longer wanted
 */
void
bd_projection_free (BdProjection *self)
{
  if (self == NULL)
    return;
  g_free (self->nhi);
  g_free (self->deceased);
  g_strfreev (self->asked);
  g_hash_table_unref (self->numbers);
  g_hash_table_unref (self->counted);
  g_hash_table_unref (self->matched);
  g_hash_table_unref (self->places);
  g_hash_table_unref (self->seen);
  g_clear_pointer (&self->answer, bd_answer_unref);
  g_free (self);
}

/**
 * bd_projection_set_asked:
 * @self: a collection
 * @resource_types: what was searched for, with what a `_revinclude` brings
 *
 * Tells "no dispensing recorded" from "dispensings were not asked for".
 */
void
bd_projection_set_asked (BdProjection      *self,
                         const char *const *resource_types)
{
  g_return_if_fail (self != NULL);

  g_strfreev (self->asked);
  self->asked = g_strdupv ((GStrv) resource_types);
}

/* Totals of a section's searches are added; one that says no total makes the sum unknown.
 * A service that joins a person's numbers gives the same matches for each of them: they
 * count once, and so does what it holds back of them. */
static void
add_total (BdProjection *self)
{
  const Search *search = &self->search;

  if (search->total < 0)
    self->total = -1;
  else if (self->total >= 0 && search->repeated > 0 && search->repeated == search->received)
    self->total = MAX (self->total, self->answer->line->received + search->total - search->received);
  else if (self->total >= 0)
    self->total += search->total - search->repeated;
}

static void
end_search (BdProjection *self)
{
  Search *search = &self->search;

  if (!search->begun)
    return;
  add_total (self);
  if (!search->open && search->total > search->received)
    self->redacted = TRUE;
  *search = (Search) { .total = -1 };
  g_hash_table_remove_all (self->counted);
}

static void
add_not_shown (BdProjection *self,
               const char   *type,
               const char   *id,
               const char   *why)
{
  BdNotShown *not_shown = g_new0 (BdNotShown, 1);

  not_shown->resource_type = g_strdup (type);
  not_shown->id = g_strdup (id);
  not_shown->why = g_strdup (why);
  g_ptr_array_add (self->answer->not_shown, not_shown);
}

static void
add_unreadable (BdProjection        *self,
                const BdBundleEntry *entry,
                const char          *why)
{
  add_not_shown (self, entry->type, entry->id, why);
  self->answer->line->unreadable++;
}

/* Content so labelled is shown but never kept (API standards 1.0, security labels). */
static gboolean
must_not_be_kept (const BdJsonNode *resource)
{
  return bd_fhir_has_security (resource, "DELAU") || bd_fhir_has_security (resource, "R") ||
         bd_fhir_has_security (resource, "V");
}

static void
keep_entry (BdProjection        *self,
            const BdBundleEntry *from,
            const char          *key,   /* (nullable) */
            BdEntry             *entry)
{
  BdEntryFields *fields = bd_entry_edit (entry);

  /* Without an id of its own a resource is known by its bytes, in the entry's id. */
  if (from->id == NULL && !g_hash_table_add (self->seen, g_strdup (fields->id)))
    {
      g_object_unref (entry);
      return;
    }
  if (must_not_be_kept (from->resource))
    bd_entry_fields_mark (fields, "do-not-keep");
  g_ptr_array_add (self->answer->entries, entry);
  if (key != NULL)
    g_hash_table_insert (self->places, (gpointer) key, GUINT_TO_POINTER (self->answer->entries->len));
}

/* Two versions under one id. */

static void
say_other_version (BdEntry    *entry,
                   const char *words)
{
  if (bd_entry_has_mark (entry, "other-version"))
    return;
  bd_entry_fields_mark (bd_entry_edit (entry), "other-version");
  bd_fields_add_detail (bd_entry_edit (entry), NULL, words);
}

static gboolean
is_own_number (BdProjection *self,
               const char   *nhi)   /* (nullable) */
{
  g_autofree char *upper = nhi != NULL ? g_ascii_strup (nhi, -1) : NULL;

  return upper != NULL && g_hash_table_contains (self->numbers, upper);
}

static gboolean
is_one_person (BdProjection        *self,
               const BdEntryFields *a,
               const BdEntryFields *b)
{
  return g_strcmp0 (a->nhi, b->nhi) == 0 || (is_own_number (self, a->nhi) && is_own_number (self, b->nhi));
}

/* A service that joins a person's numbers may write into each record the one it was asked
 * for: that makes no other record of it. */
static gboolean
is_same (BdProjection *self,
         BdEntry      *one,
         BdEntry      *other)
{
  BdEntryFields *fields = bd_entry_edit (other);
  char *number = fields->nhi;
  g_autoptr (GVariant) a = g_variant_ref_sink (bd_entry_to_variant (one));
  g_autoptr (GVariant) b = NULL;

  if (is_one_person (self, bd_entry_peek (one), fields))
    fields->nhi = bd_entry_peek (one)->nhi;
  b = g_variant_ref_sink (bd_entry_to_variant (other));
  fields->nhi = number;

  return g_variant_equal (a, b);
}

/* By the server's own clock; 0 when it does not tell, or not of one person. */
static int
compare_age (BdProjection *self,
             BdEntry      *one,
             BdEntry      *other)
{
  const BdEntryFields *a = bd_entry_peek (one);
  const BdEntryFields *b = bd_entry_peek (other);
  BdDate sent_a, sent_b;

  if (!is_one_person (self, a, b) || a->dates[BD_DATE_SENT] == NULL || b->dates[BD_DATE_SENT] == NULL ||
      !bd_date_parse (a->dates[BD_DATE_SENT], &sent_a) || !bd_date_parse (b->dates[BD_DATE_SENT], &sent_b))
    return 0;
  return bd_date_compare (&sent_a, &sent_b);
}

static void
keep_both (BdProjection *self,
           BdEntry      *before,
           BdEntry      *after)
{
  BdEntryFields *fields = bd_entry_edit (after);
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bd_entry_get_bytes (after));
  char *id = g_strdup_printf ("%s#%.16s", fields->id, digest);

  g_free (fields->id);
  fields->id = id;
  if (!g_hash_table_add (self->seen, g_strdup (id)))
    return;
  say_other_version (before, "The source sent this record twice, with different content: both are shown.");
  say_other_version (after, "The source sent this record twice, with different content: both are shown.");
  g_ptr_array_add (self->answer->entries, g_object_ref (after));
}

/* The same id again: nothing new when it says the same, as where pages overlap. Of two
 * versions the newer is shown, and says that there was another; where that cannot be
 * told both are. */
static void
add_again (BdProjection        *self,
           const BdBundle      *page,
           const BdBundleEntry *entry,
           const char          *key,
           gint64               fetched_at)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, key));
  BdEntry *before = place > 0 ? g_ptr_array_index (self->answer->entries, place - 1) : NULL;
  g_autoptr (GBytes) bytes = before != NULL && entry->resource != NULL ? bd_json_dup_bytes (page->json, entry->resource) : NULL;
  g_autoptr (BdEntry) after = NULL;
  int age;

  if (bytes == NULL || g_bytes_equal (bytes, bd_entry_get_bytes (before)))
    return;
  after = bd_project_resource (page, entry->resource, entry->full_url, self->source, bd_entry_peek (before)->fetched_at);
  if (must_not_be_kept (entry->resource))
    bd_entry_fields_mark (bd_entry_edit (after), "do-not-keep");
  if (is_same (self, before, after))
    return;

  age = compare_age (self, after, before);
  if (age == 0)
    {
      keep_both (self, before, after);
      return;
    }
  if (age > 0)
    {
      bd_entry_edit (after)->fetched_at = fetched_at;
      self->answer->entries->pdata[place - 1] = g_object_ref (after);
      g_object_unref (before);
    }
  say_other_version (g_ptr_array_index (self->answer->entries, place - 1),
                     "The source also sent an older version of this record, with different content.");
}

/* Pages may overlap (MDR guide 0.2.0 gives 20 entries for 18 resources), and one search
 * may bring what another includes. @first: whether the resource is new here. Returns the
 * key, which `seen` owns; NULL for a resource without type or id, which is always new. */
static const char *
note_seen (BdProjection        *self,
           const BdBundleEntry *entry,
           gboolean            *first)
{
  g_autofree char *key = NULL;
  gpointer owned;

  *first = TRUE;
  if (entry->type == NULL || entry->id == NULL)
    return NULL;
  key = g_strconcat (entry->type, "/", entry->id, NULL);
  if (g_hash_table_lookup_extended (self->seen, key, &owned, NULL))
    {
      *first = FALSE;
      return owned;
    }
  owned = g_steal_pointer (&key);
  g_hash_table_add (self->seen, owned);
  return owned;
}

static void
count_match (BdProjection *self,
             const char   *key)
{
  if (key != NULL && !g_hash_table_add (self->counted, (gpointer) key))
    return;
  self->search.received++;
  if (key != NULL && !g_hash_table_add (self->matched, (gpointer) key))
    self->search.repeated++;
  else
    self->answer->line->received++;
}

static void
add_match (BdProjection        *self,
           const BdBundle      *page,
           const BdBundleEntry *entry,
           gint64               fetched_at)
{
  g_autoptr (BdEntry) made = NULL;
  const char *key;
  gboolean first;

  if (entry->type != NULL && g_strv_contains (companions, entry->type))
    return;
  key = note_seen (self, entry, &first);
  count_match (self, key);
  if (!first)
    {
      add_again (self, page, entry, key, fetched_at);
      return;
    }
  if (entry->resource == NULL)
    {
      add_unreadable (self, entry, _("The service listed a record but did not send it"));
      return;
    }
  made = bd_project_resource (page, entry->resource, entry->full_url, self->source, fetched_at);
  if (made == NULL)
    add_unreadable (self, entry, _("Bedside does not know how to show this kind of record"));
  else if (bd_entry_peek (made)->section != self->section)
    add_unreadable (self, entry, _("The service sent a kind of record that was not asked for"));
  else
    keep_entry (self, entry, key, g_steal_pointer (&made));
}

/* An include is no match and is not counted, but a dispensing that came along with its
 * prescription is still a dispensing. A Medication is read through what refers to it. */
static void
add_include (BdProjection        *self,
             const BdBundle      *page,
             const BdBundleEntry *entry,
             gint64               fetched_at)
{
  g_autoptr (BdEntry) made = NULL;
  BdSectionKind section;
  const char *key;
  gboolean first;

  if (!bd_section_for_type (entry->type, &section) || section != self->section ||
      g_str_equal (entry->type, "Medication"))
    return;
  key = note_seen (self, entry, &first);
  if (!first)
    {
      add_again (self, page, entry, key, fetched_at);
      return;
    }
  made = bd_project_resource (page, entry->resource, entry->full_url, self->source, fetched_at);
  if (made == NULL)
    add_unreadable (self, entry, _("Bedside does not know how to show this kind of record"));
  else
    keep_entry (self, entry, key, g_steal_pointer (&made));
}

static void
add_message (BdProjection     *self,
             const BdJsonNode *outcome)
{
  g_autoptr (GPtrArray) issues = bd_outcome_read_issues (outcome);

  for (guint i = 0; i < issues->len; i++)
    {
      const BdIssue *issue = g_ptr_array_index (issues, i);

      bd_verdict_add_message (self->answer->line, issue);
      g_ptr_array_add (self->answer->issues, bd_issue_copy (issue));
    }
}

/* An answer about one number names the person's other numbers in the Patient that comes
 * with it (AIR guide 2.0.0, search: events of all live and dormant NHIs). */
static void
learn_numbers (BdProjection        *self,
               const BdBundleEntry *entry)
{
  g_autoptr (BdPatient) patient = NULL;

  if (g_strcmp0 (entry->type, "Patient") != 0 || self->nhi == NULL)
    return;
  patient = bd_patient_new_from_json (entry->resource, self->nhi);
  if (patient == NULL || !bd_patient_is_number (patient, self->nhi))
    return;
  add_number (self, patient->nhi);
  for (guint i = 0; patient->linked_nhis != NULL && patient->linked_nhis[i] != NULL; i++)
    add_number (self, patient->linked_nhis[i]);
}

static void
add_bundle_entry (BdProjection        *self,
                  const BdBundle      *page,
                  const BdBundleEntry *entry,
                  gint64               fetched_at)
{
  learn_numbers (self, entry);
  if (entry->mode == BD_ENTRY_MODE_OUTCOME || g_strcmp0 (entry->type, "OperationOutcome") == 0)
    add_message (self, entry->resource);
  else if (entry->mode == BD_ENTRY_MODE_INCLUDE)
    add_include (self, page, entry, fetched_at);
  else
    add_match (self, page, entry, fetched_at);
}

/* A gateway may answer an entry of a batch with an outcome beside, or in place of, its
 * resource. */
static void
add_responses (BdProjection   *self,
               const BdBundle *page)
{
  const BdJsonNode *entries = bd_json_get (bd_json_root (page->json), "entry");

  for (const BdJsonNode *n = bd_json_first (entries); n != NULL; n = bd_json_next (n))
    {
      const BdJsonNode *outcome = bd_json_get (bd_json_get (n, "response"), "outcome");

      if (outcome != NULL)
        add_message (self, outcome);
    }
}

/* Whether the page can be the answer to a search. What cannot must never count as an
 * empty result: an OperationOutcome alone, a foreign document, a broken `entry`. */
static gboolean
is_answer (const BdBundle *page)
{
  const BdJsonNode *root = bd_json_root (page->json);
  const BdJsonNode *entries = bd_json_get (root, "entry");

  if (g_strcmp0 (bd_json_get_string (root, "resourceType"), "Bundle") != 0)
    return bd_section_for_type (bd_json_get_string (root, "resourceType"), NULL);
  return entries == NULL || bd_json_type (entries) == BD_JSON_ARRAY;
}

static gboolean
is_outcome (const BdBundle *page)
{
  return g_strcmp0 (bd_json_get_string (bd_json_root (page->json), "resourceType"), "OperationOutcome") == 0;
}

/* 2xx, but no search result. Known codes decide; else it is no answer. */
static void
add_non_answer (BdProjection   *self,
                const BdBundle *page)
{
  g_autoptr (GPtrArray) issues = NULL;

  if (is_outcome (page))
    issues = bd_outcome_read_issues (bd_json_root (page->json));
  bd_projection_add_failure (self, BD_FAILURE_NONE, 200, issues, 0);
}

/**
 * bd_projection_add_page:
 * @self: a collection
 * @page: (transfer none): a whole page that came with a 2xx status
 * @fetched_at: wall clock, µs
 *
 * Reads every entry: matches become entries or are listed as not shown, outcomes are
 * messages, includes are context. A page that is no search result counts as a failed
 * search.
 */
void
bd_projection_add_page (BdProjection *self,
                        BdBundle     *page,
                        gint64        fetched_at)
{
  g_return_if_fail (self != NULL && page != NULL);

  if (!is_answer (page))
    {
      add_non_answer (self, page);
      return;
    }
  self->n_answered++;
  self->search.begun = TRUE;
  self->search.open = page->next != NULL;
  self->search.total = MAX (self->search.total, page->total);
  self->redacted |= page->redacted;
  for (guint i = 0; i < page->entries->len; i++)
    add_bundle_entry (self, page, &g_array_index (page->entries, BdBundleEntry, i), fetched_at);
  if (g_strcmp0 (bd_json_get_string (bd_json_root (page->json), "resourceType"), "Bundle") == 0)
    add_responses (self, page);
  if (!self->search.open)
    end_search (self);
}

/* The first page came, so the type is offered; its next page is gone, as when a server
 * forgets its pages. That must not read as "does not offer". */
static gboolean
is_lost_page (const BdProjection *self,
              BdFailure           failure,
              int                 http_status)
{
  return self->search.open && failure == BD_FAILURE_NONE &&
         (http_status == 404 || http_status == 405 || http_status == 410 || http_status == 501);
}

/**
 * bd_projection_add_failure:
 * @self: a collection
 * @failure: how the transport failed, %BD_FAILURE_NONE when there was an answer
 * @http_status: its status; 0 when there was none
 * @issues: (nullable) (element-type BdIssue) (transfer none): what the body said
 * @wait_seconds: for a throttled search, how long to wait; 0 when not said
 *
 * A search, or its next page, did not give a search result. What came before is kept.
 */
void
bd_projection_add_failure (BdProjection *self,
                           BdFailure     failure,
                           int           http_status,
                           GPtrArray    *issues,
                           gint64        wait_seconds)
{
  g_return_if_fail (self != NULL);

  if (is_lost_page (self, failure, http_status))
    failure = BD_FAILURE_BROKEN;
  if (self->search.open)
    self->answer->line->more_exist = TRUE;
  end_search (self);
  self->n_failed++;
  bd_verdict_add_failure (self->answer->line, failure, http_status, issues, wait_seconds);
  for (guint i = 0; issues != NULL && i < issues->len; i++)
    g_ptr_array_add (self->answer->issues, bd_issue_copy (g_ptr_array_index (issues, i)));
}

/**
 * bd_projection_set_times:
 * @self: a collection
 * @asked_at: wall clock, µs
 * @answered_at: wall clock, µs; 0 when nothing was answered
 * @correlation_id: (nullable): what the request carried
 * @http_status: of the last answer, 0 when none; a failed search's own status stands
 */
void
bd_projection_set_times (BdProjection *self,
                         gint64        asked_at,
                         gint64        answered_at,
                         const char   *correlation_id,
                         int           http_status)
{
  BdLedgerLine *line;

  g_return_if_fail (self != NULL);

  line = self->answer->line;
  line->asked_at = asked_at;
  line->answered_at = answered_at;
  g_free (line->correlation_id);
  line->correlation_id = g_strdup (correlation_id);
  if (line->http_status == 0)
    line->http_status = http_status;
}

/**
 * bd_projection_set_more_exist:
 * @self: a collection
 *
 * The pages stop here although the service has more. Ends the search.
 */
void
bd_projection_set_more_exist (BdProjection *self)
{
  g_return_if_fail (self != NULL);

  self->search.open = TRUE;
  self->answer->line->more_exist = TRUE;
  end_search (self);
}

/**
 * bd_projection_set_deceased:
 * @self: a collection
 * @date: (nullable): as NHI has it, may be partial
 *
 * NHI says that the person has died. SDHR then gives no clinical data (SDHR guide 1.1,
 * SRD-16), so its empty answer is not "none recorded".
 */
void
bd_projection_set_deceased (BdProjection *self,
                            const char   *date)
{
  g_return_if_fail (self != NULL);

  self->is_deceased = TRUE;
  g_free (self->deceased);
  self->deceased = g_strdup (date);
}

static gboolean
is_foreign (BdProjection *self,
            const char   *nhi)
{
  g_autofree char *upper = NULL;

  if (self->nhi == NULL || nhi == NULL || g_strcmp0 (nhi, self->nhi) == 0)
    return FALSE;
  upper = g_ascii_strup (nhi, -1);
  return !g_hash_table_contains (self->numbers, upper);
}

/* Done at the end, when every number of the person is known. A resource that says
 * nothing of its person is kept, since the search was for one person, and marked. */
static void
drop_foreign (BdProjection *self)
{
  GPtrArray *entries = self->answer->entries;
  guint kept = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      BdEntry *entry = g_ptr_array_index (entries, i);
      BdEntryFields *fields = bd_entry_edit (entry);

      if (is_foreign (self, fields->nhi))
        {
          const char *id = strrchr (fields->id, '/');

          add_not_shown (self, fields->resource_type, id != NULL ? id + 1 : fields->id,
                         _("It belongs to another person"));
          self->answer->line->foreign++;
          g_object_unref (entry);
          continue;
        }
      if (self->nhi != NULL && fields->nhi == NULL)
        {
          bd_entry_fields_mark (fields, "person-not-stated");
          bd_fields_add_detail (fields, NULL, "Does not say by number whose record it is.");
        }
      else if (self->nhi != NULL && g_ascii_strcasecmp (fields->nhi, self->nhi) != 0)
        bd_entry_fields_mark (fields, "other-nhi");
      entries->pdata[kept++] = entry;
    }
  entries->len = kept;
}

static void
decide (BdProjection *self)
{
  BdLedgerLine *line = self->answer->line;

  line->total = self->n_answered > 0 ? self->total : -1;
  if (line->received == 0)   /* all that is shown came along with something */
    line->received = self->answer->entries->len;
  line->partial = self->n_answered > 0 && self->n_failed > 0;
  if (self->n_answered == 0 && self->n_failed == 0)
    bd_ledger_line_worsen (line, BD_STATE_NOT_ASKED);
  if (self->redacted)
    bd_ledger_line_worsen (line, self->source == BD_SOURCE_AIR && line->received == 0
                                   ? BD_STATE_RESTRICTED_REGISTER : BD_STATE_REDACTED);
  if (self->is_deceased && self->source == BD_SOURCE_SDHR && line->state == BD_STATE_WHOLE && line->received == 0)
    bd_ledger_line_worsen (line, BD_STATE_DECEASED);
  if (bd_ledger_line_met (line, BD_STATE_DECEASED))
    line->deceased = g_steal_pointer (&self->deceased);
}

static gboolean
has_all_dispensings (BdProjection *self)
{
  return bd_ledger_line_is_complete (self->answer->line) &&
         (self->asked == NULL || g_strv_contains ((const char *const *) self->asked, "MedicationDispense"));
}

/**
 * bd_projection_finish:
 * @self: (transfer full): a collection
 *
 * Decides the state from codes and counts: an answer is redacted when any page says so
 * in `meta.security`, or when a search that was read to its last page says a larger
 * `total` than the matches it gave (SDHR guide 1.0.0, §6). Refuses resources of other
 * people, joins prescriptions with dispensings, sorts.
 *
 * Returns: (transfer full): the answer
 */
BdAnswer *
bd_projection_finish (BdProjection *self)
{
  BdAnswer *answer;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->search.open)
    bd_projection_set_more_exist (self);
  end_search (self);
  drop_foreign (self);
  decide (self);
  if (self->section == BD_SECTION_MEDICINES)
    bd_medicine_links_apply (self->answer->entries, has_all_dispensings (self));
  bd_answer_order (self->answer);
  answer = g_steal_pointer (&self->answer);
  bd_projection_free (self);
  return answer;
}
