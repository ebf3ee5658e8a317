/* bd-consent.c: what one Consent resource says at an instant
 *
 * By the Shared Care guide 0.4.5, consent pages, and the SDHR guide 1.0.0, Consent. An `active`
 * consent may mean no; a period without a time is read in UTC, its last day included.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-consent-private.h"

#include "bd-bundle.h"
#include "bd-reference.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum { PERIOD_NONE, PERIOD_NOW, PERIOD_BEFORE, PERIOD_OVER } Period;

typedef struct
{
  const BdEntryFields *entry;
  const BdJsonNode    *provision;
  GPtrArray           *facts;
  gint64               decided_at;
} Reading;

/**
 * bd_consent_decision_to_string:
 * @decision: a decision
 *
 * Returns: its name in files and on the command line
 */
const char *
bd_consent_decision_to_string (BdConsentDecision decision)
{
  static const char *const names[] = {
    "permit", "permit-provisional", "deny-global", "deny-facility", "deny-domain", "deny-instance",
    "not-in-force", "unclear", "unknown",
  };

  g_return_val_if_fail ((guint)decision < G_N_ELEMENTS (names), NULL);

  return names[decision];
}

/**
 * bd_consent_fact_free:
 * @self: (transfer full): a fact
 */
void
bd_consent_fact_free (BdConsentFact *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->sentence);
  g_free (self->scope);
  g_free (self->entry_id);
  g_free (self);
}

BdReachedFact *
bd_consent_fact_new (BdConsentDecision decision,
                     BdReach           reach,
                     BdSource          source,
                     const char       *scope,
                     char             *sentence,
                     gint64            decided_at)
{
  BdReachedFact *fact = g_new0 (BdReachedFact, 1);

  fact->public.decision = decision;
  fact->public.scope = g_strdup (scope);
  fact->public.sentence = sentence;
  fact->public.decided_at = decided_at;
  fact->reach = reach;
  fact->source = source;

  return fact;
}

int
bd_consent_compare (gconstpointer a,
                    gconstpointer b)
{
  static const BdConsentDecision order[] = {
    BD_CONSENT_DENY_GLOBAL, BD_CONSENT_DENY_DOMAIN, BD_CONSENT_DENY_FACILITY, BD_CONSENT_DENY_INSTANCE,
    BD_CONSENT_UNCLEAR, BD_CONSENT_PERMIT_PROVISIONAL, BD_CONSENT_UNKNOWN, BD_CONSENT_PERMIT, BD_CONSENT_NOT_IN_FORCE,
  };
  const BdConsentFact *left = *(BdConsentFact *const *)a, *right = *(BdConsentFact *const *)b;
  int l = 0, r = 0;

  while (order[l] != left->decision)
    l++;
  while (order[r] != right->decision)
    r++;
  if (l != r)
    return l - r;

  return (left->decided_at < right->decided_at) - (left->decided_at > right->decided_at);
}

/* The first µs of the date, or the first after it; FALSE when there is none. */
static gboolean
edge_of (const char *text,
         gboolean    after,
         gint64     *edge)
{
  g_autoptr (GDateTime) begins = NULL;
  g_autoptr (GDateTime) ends = NULL;
  BdDate date;

  if (text == NULL || !bd_date_parse (text, &date) || date.precision == BD_DATE_NONE)
    return FALSE;
  if (date.precision == BD_DATE_INSTANT)
    {
      *edge = date.unix_us + after;
      return TRUE;
    }

  begins = g_date_time_new_utc (date.year, date.precision >= BD_DATE_MONTH ? date.month : 1,
                                date.precision >= BD_DATE_DAY ? date.day : 1, 0, 0, 0);
  if (begins == NULL)
    return FALSE;
  ends = g_date_time_add_full (begins, date.precision == BD_DATE_YEAR, date.precision == BD_DATE_MONTH,
                               date.precision == BD_DATE_DAY, 0, 0, 0);
  *edge = g_date_time_to_unix (after ? ends : begins) * G_USEC_PER_SEC;

  return TRUE;
}

static Period
period_at (const char *start,
           const char *end,
           gint64      now)
{
  gint64 edge;

  if (start == NULL && end == NULL)
    return PERIOD_NONE;
  if ((start != NULL && !edge_of (start, FALSE, &edge)) || (end != NULL && !edge_of (end, TRUE, &edge)))
    return PERIOD_NONE;   /* there, and not to be read: as if not said */
  if (start != NULL && edge_of (start, FALSE, &edge) && now < edge)
    return PERIOD_BEFORE;
  if (end != NULL && edge_of (end, TRUE, &edge) && now >= edge)
    return PERIOD_OVER;

  return PERIOD_NOW;
}

static const char *
label_of (const Reading *r)
{
  return bd_source_get_label (r->entry->source);
}

static BdReachedFact *
add (Reading          *r,
     BdConsentDecision decision,
     BdReach           reach,
     const char       *scope,
     char             *sentence)
{
  BdReachedFact *fact = bd_consent_fact_new (decision, reach, r->entry->source, scope, sentence, r->decided_at);

  fact->public.entry_id = g_strdup (r->entry->id);
  g_ptr_array_add (r->facts, fact);

  return fact;
}

static void
add_unclear (Reading    *r,
             const char *what)
{
  add (r, BD_CONSENT_UNCLEAR, BD_REACH_GLOBAL, NULL,
       g_strdup_printf (_ ("%s holds a consent whose terms are unclear: %s."), label_of (r), what));
}

/* "Condition/1, Encounter/2", or NULL when it names no instances */
static char *
instances_of (const BdJsonNode *provision)
{
  const BdJsonNode *data = bd_json_get (provision, "data");
  GString *out = g_string_new (NULL);

  for (const BdJsonNode *n = bd_json_first (data); n != NULL; n = bd_json_next (n))
    {
      const char *reference = bd_json_get_string (bd_json_get (n, "reference"), "reference");

      if (reference != NULL)
        g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", reference);
    }

  return g_string_free (out, out->len == 0);
}

static char *
facility_of (const BdJsonNode *provision)
{
  for (const BdJsonNode *n = bd_json_first (bd_json_get (provision, "actor")); n != NULL; n = bd_json_next (n))
    {
      g_autoptr (BdReference) reference = bd_reference_new_from_json (bd_json_get (n, "reference"));

      if (reference != NULL && bd_reference_peek_facility (reference) != NULL)
        return g_strdup (bd_reference_peek_facility (reference));
    }

  return NULL;
}

static char *
domain_of (const BdJsonNode *provision)
{
  const BdJsonNode *class = bd_json_first (bd_json_get (provision, "class"));
  const BdJsonNode *concept = bd_json_first (bd_json_get (provision, "code"));
  const BdJsonNode *coding = bd_json_first (bd_json_get (concept, "coding"));

  if (bd_json_get_string (class, "code") != NULL)
    return g_strdup (bd_json_get_string (class, "code"));

  return g_strdup (bd_json_get_string (coding, "code"));
}

static void
add_deny (Reading          *r,
          const BdJsonNode *provision)
{
  g_autofree char *instances = instances_of (provision);
  g_autofree char *facility = facility_of (provision);
  g_autofree char *domain = domain_of (provision);

  if (instances != NULL)
    add (r, BD_CONSENT_DENY_INSTANCE, BD_REACH_INSTANCE, instances,
         g_strdup_printf (_ ("This person has asked %s not to share certain records."), label_of (r)));
  else if (domain != NULL)
    add (r, BD_CONSENT_DENY_DOMAIN, BD_REACH_DOMAIN, domain,
         g_strdup_printf (_ ("This person has chosen not to share one kind of record through %s."), label_of (r)));
  else if (facility != NULL)
    add (r, BD_CONSENT_DENY_FACILITY, BD_REACH_FACILITY, facility,
         g_strdup_printf (_ ("This person has chosen not to share records from %s through %s."), facility, label_of (r)));
  else
    add (r, BD_CONSENT_DENY_GLOBAL, BD_REACH_GLOBAL, NULL,
         g_strdup_printf (_ ("This person has said no to sharing through %s."), label_of (r)));
}

static const char *
peek_facility_choice (const BdJsonNode *provision)
{
  const BdJsonNode *choice = bd_fhir_extension (provision, "facility-participation-extension");
  const BdJsonNode *coding = bd_json_first (bd_json_get (bd_json_get (choice, "valueCodeableConcept"), "coding"));

  return bd_json_get_string (coding, "code");
}

/* An exception to a consent. A facility's opt-out is an extension and may stand without a type
 * (SDHR guide, Consent examples). */
static void
add_nested (Reading          *r,
            const BdJsonNode *provision)
{
  const char *type = bd_json_get_string (provision, "type");
  const char *choice = peek_facility_choice (provision);
  g_autofree char *facility = facility_of (provision);

  if (g_strcmp0 (type, "deny") == 0)
    add_deny (r, provision);
  else if (choice != NULL && strstr (choice, "opt-out") != NULL)
    add (r, BD_CONSENT_DENY_FACILITY, BD_REACH_FACILITY, facility,
         g_strdup_printf (_ ("This person has chosen not to share records from %s through %s."),
                          facility != NULL ? facility : _ ("one facility"), label_of (r)));
  else if ((choice != NULL && strstr (choice, "opt-in") != NULL) || g_strcmp0 (type, "permit") == 0)
    add (r, BD_CONSENT_PERMIT, facility != NULL ? BD_REACH_FACILITY : BD_REACH_GLOBAL, facility,
         g_strdup_printf (_ ("This person shares records from %s through %s."),
                          facility != NULL ? facility : _ ("one facility"), label_of (r)));
  else
    add_unclear (r, _ ("an exception in it is not understood"));
}

/* What Shared Care needs before it lets anything through (Shared Care guide, order of evaluation) */
static const char *
lack_of (const Reading    *r,
         const BdJsonNode *consent)
{
  if (r->entry->source != BD_SOURCE_SHARED_CARE)
    return NULL;
  if (r->entry->nhi == NULL)
    return _ ("it names no NHI number");
  if (bd_json_length (bd_json_get (consent, "policy")) == 0)
    return _ ("it names no policy");
  if (bd_json_get (consent, "sourceReference") == NULL && bd_json_get (consent, "sourceAttachment") == NULL &&
      bd_json_length (bd_json_get (consent, "organization")) == 0 &&
      bd_json_length (bd_json_get (consent, "performer")) == 0)
    return _ ("it does not say who obtained it");

  return NULL;
}

static void
add_permit (Reading    *r,
            const char *scope)
{
  if (g_strcmp0 (r->entry->status, "proposed") == 0)
    add (r, BD_CONSENT_PERMIT_PROVISIONAL, scope != NULL ? BD_REACH_INSTANCE : BD_REACH_GLOBAL, scope,
         g_strdup_printf (_ ("%s assumes consent: it is not yet signed."), label_of (r)));
  else
    add (r, BD_CONSENT_PERMIT, scope != NULL ? BD_REACH_INSTANCE : BD_REACH_GLOBAL, scope,
         g_strdup_printf (_ ("This person agrees to sharing through %s."), label_of (r)));
}

/* FALSE once a fact says that nothing more holds. A no without a period is still a no. */
static gboolean
check_force (Reading    *r,
             const char *type,
             Period      period)
{
  static const char *const over[] = { "inactive", "rejected", "withdrawn", "draft", "entered-in-error", NULL };
  const char *status = r->entry->status;

  if (status != NULL && g_strv_contains (over, status))
    add (r, BD_CONSENT_NOT_IN_FORCE, BD_REACH_GLOBAL, NULL,
         g_strdup_printf (_ ("%s holds a consent that is not in force (%s)."), label_of (r), status));
  else if (period == PERIOD_BEFORE || period == PERIOD_OVER)
    add (r, BD_CONSENT_NOT_IN_FORCE, BD_REACH_GLOBAL, NULL,
         g_strdup_printf (period == PERIOD_OVER ? _ ("%s holds a consent that has run out.")
                                                : _ ("%s holds a consent that has not begun."), label_of (r)));
  else if (g_strcmp0 (status, "active") != 0 && g_strcmp0 (status, "proposed") != 0)
    add_unclear (r, _ ("its status is not understood"));
  else if (type == NULL)
    add_unclear (r, _ ("it does not say yes or no"));
  else if (period == PERIOD_NONE && strcmp (type, "deny") != 0)
    add_unclear (r, _ ("it does not say from when to when"));
  else if (strcmp (type, "deny") != 0 && strcmp (type, "permit") != 0)
    add_unclear (r, _ ("it says neither yes nor no"));
  else if (strcmp (type, "deny") == 0 && strcmp (status, "proposed") == 0)
    add_unclear (r, _ ("a no that is not yet signed"));
  else
    return TRUE;

  return FALSE;
}

static void
read_resource (Reading          *r,
               const BdJsonNode *consent,
               gint64            now)
{
  const BdJsonNode *period = bd_json_get (r->provision, "period");
  const char *type = bd_json_get_string (r->provision, "type");
  const char *lack = lack_of (r, consent);
  g_autofree char *instances = instances_of (r->provision);

  if (!check_force (r, type, period_at (bd_json_get_string (period, "start"), bd_json_get_string (period, "end"), now)))
    return;

  if (strcmp (type, "deny") == 0)
    add_deny (r, r->provision);
  else if (lack != NULL)
    add_unclear (r, lack);
  else
    add_permit (r, instances);

  for (const BdJsonNode *n = bd_json_first (bd_json_get (r->provision, "provision")); n != NULL; n = bd_json_next (n))
    add_nested (r, n);
}

/* A saved row without its bytes: the marks its projection left. */
static void
read_marks (Reading *r,
            BdEntry *consent,
            gint64   now)
{
  const char *type = bd_entry_has_mark (consent, "deny") ? "deny" : bd_entry_has_mark (consent, "permit") ? "permit" : NULL;

  if (!check_force (r, type, period_at (r->entry->dates[BD_DATE_START], r->entry->dates[BD_DATE_END], now)))
    return;

  if (strcmp (type, "deny") == 0)
    add (r, BD_CONSENT_DENY_GLOBAL, BD_REACH_GLOBAL, NULL,
         g_strdup_printf (_ ("This person has said no to sharing through %s."), label_of (r)));
  else
    add_permit (r, NULL);
  if (bd_entry_has_mark (consent, "has-exceptions"))
    add_unclear (r, _ ("it has exceptions, which are read from its details"));
}

/* `data-privacy` is a slip of the guide's own pages for `patient-privacy`. */
static gboolean
is_privacy_scope (const BdJsonNode *scope)
{
  const BdJsonNode *codings = bd_json_get (scope, "coding");

  if (scope == NULL)
    return TRUE;   /* not said: better a row too many */

  for (const BdJsonNode *n = bd_json_first (codings); n != NULL; n = bd_json_next (n))
    {
      const char *code = bd_json_get_string (n, "code");

      if (g_strcmp0 (code, "patient-privacy") == 0 || g_strcmp0 (code, "data-privacy") == 0)
        return TRUE;
    }

  return FALSE;
}

static gint64
decided_at (const BdEntryFields *entry)
{
  static const BdDateRole roles[] = { BD_DATE_RECORDED, BD_DATE_SENT, BD_DATE_START };
  gint64 edge;

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (edge_of (entry->dates[roles[i]], FALSE, &edge))
      return edge;

  return 0;
}

void
bd_consent_read (BdEntry   *consent,
                 gint64     now,
                 GPtrArray *facts)
{
  Reading r = { .entry = bd_entry_peek (consent), .facts = facts };
  GBytes *bytes = bd_entry_get_bytes (consent);
  g_autoptr (BdJson) json = bytes != NULL ? bd_json_parse (bytes, NULL) : NULL;
  const BdJsonNode *root = json != NULL ? bd_json_root (json) : NULL;

  r.decided_at = decided_at (r.entry);
  if (root != NULL)
    {
      r.provision = bd_json_get (root, "provision");
      if (is_privacy_scope (bd_json_get (root, "scope")))
        read_resource (&r, root, now);
    }
  else if (r.entry->category == NULL || strcasestr (r.entry->category, "privacy") != NULL)
    read_marks (&r, consent, now);
}

/**
 * bd_consent_evaluate:
 * @consent: an entry of a Consent resource
 * @now: the instant: wall µs
 *
 * Returns: (transfer full) (nullable): the most binding thing it says; %NULL outside the privacy scope
 */
BdConsentFact *
bd_consent_evaluate (BdEntry *consent,
                     gint64   now)
{
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify)bd_consent_fact_free);

  g_return_val_if_fail (BD_IS_ENTRY (consent), NULL);

  bd_consent_read (consent, now, facts);
  if (facts->len == 0)
    return NULL;

  g_ptr_array_sort (facts, bd_consent_compare);
  return g_ptr_array_steal_index (facts, 0);
}
