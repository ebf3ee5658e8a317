/* bd-project-fields.c: what all projectors fill alike: titles, statuses, dates, people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

#include "bd-hpi.h"
#include "bd-text.h"

#include <string.h>

/* Dates */

void
bd_fields_set_date (BdEntryFields    *f,
                    BdDateRole        role,
                    const BdJsonNode *date)
{
  const char *text = bd_json_string (date);

  if (text != NULL && *text != '\0' && f->dates[role] == NULL)
    f->dates[role] = g_strdup (text);
}

/* Onset and abatement come as a date, an age, a period, a range or words. What is
 * no date is read in the detail, where it cannot be taken for one. */
static void
set_when (BdEntryFields    *f,
          const BdJsonNode *resource,
          const char       *stem,
          BdDateRole        role,
          const char       *label)
{
  const BdJsonNode *when = bd_json_choice (resource, stem);
  const char *kind = when != NULL ? bd_json_name (when) + strlen (stem) : "";

  if (g_str_equal (kind, "DateTime"))
    bd_fields_set_date (f, role, when);
  else if (g_str_equal (kind, "Period"))
    {
      bd_fields_set_date (f, role, bd_json_get (when, "start"));
      bd_fields_take_detail (f, label, bd_words_period (when));
    }
  else if (g_str_equal (kind, "Age"))
    {
      g_autofree char *age = bd_words_quantity (when);

      if (age != NULL)
        bd_fields_take_detail (f, label, g_strdup_printf ("at age %s", age));
    }
  else if (g_str_equal (kind, "Range"))
    {
      g_autofree char *range = bd_words_range (when);

      if (range != NULL)
        bd_fields_take_detail (f, label, g_strdup_printf ("at age %s", range));
    }
  else
    bd_fields_add_detail (f, label, bd_json_scalar (when));
}

void
bd_fields_set_onset (BdEntryFields    *f,
                     const BdJsonNode *resource)
{
  set_when (f, resource, "onset", BD_DATE_ONSET, "Onset");
  set_when (f, resource, "abatement", BD_DATE_ABATED, "Ended");
}

/* Detail and notes */

void
bd_fields_take_detail (BdEntryFields *f,
                       const char    *label,
                       char          *words)
{
  g_autofree char *owned = words;
  g_autofree char *before = NULL;

  if (words == NULL || *words == '\0')
    return;

  before = g_steal_pointer (&f->detail);
  f->detail = g_strconcat (before != NULL ? before : "", before != NULL ? "\n" : "",
                           label != NULL ? label : "", label != NULL ? ": " : "", words, NULL);
}

void
bd_fields_add_detail (BdEntryFields *f,
                      const char    *label,
                      const char    *words)
{
  bd_fields_take_detail (f, label, g_strdup (words));
}

void
bd_fields_add_note (BdEntryFields *f,
                    const char    *note)
{
  guint n;

  if (note == NULL || *note == '\0')
    return;

  n = g_strv_length (f->notes);
  f->notes = g_renew (char *, f->notes, n + 2);
  f->notes[n] = g_strdup (note);
  f->notes[n + 1] = NULL;
}

void
bd_fields_add_notes (BdEntryFields    *f,
                     const BdJsonNode *annotations)
{
  if (bd_json_type (annotations) != BD_JSON_ARRAY)
    {
      bd_fields_add_note (f, bd_json_type (annotations) == BD_JSON_OBJECT
                               ? bd_json_get_string (annotations, "text") : bd_json_string (annotations));
      return;
    }
  for (const BdJsonNode *n = bd_json_first (annotations); n != NULL; n = bd_json_next (n))
    bd_fields_add_note (f, bd_json_type (n) == BD_JSON_STRING ? bd_json_string (n) : bd_json_get_string (n, "text"));
}

/* Titles */

void
bd_fields_set_title (BdEntryFields *f,
                     const char    *title)
{
  char *copy = g_strdup (title);

  g_free (f->title);
  f->title = copy;
}

/* Words of letters and digits, folded, one space between: for whole comparisons. */
static char *
fold_sentence (const char *text)
{
  g_autofree char *folded = bd_text_fold (text);
  GString *plain = g_string_sized_new (strlen (folded));

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c))
        g_string_append_unichar (plain, c);
      else if (plain->len > 0 && plain->str[plain->len - 1] != ' ')
        g_string_append_c (plain, ' ');
    }
  if (plain->len > 0 && plain->str[plain->len - 1] == ' ')
    g_string_truncate (plain, plain->len - 1);
  return g_string_free (plain, FALSE);
}

static gboolean
share_a_word (const char *a,
              const char *b)
{
  g_autofree char *folded_a = fold_sentence (a);
  g_autofree char *folded_b = fold_sentence (b);
  g_auto (GStrv) words_a = g_strsplit (folded_a, " ", -1);
  g_auto (GStrv) words_b = g_strsplit (folded_b, " ", -1);

  for (guint i = 0; words_a[i] != NULL; i++)
    if (*words_a[i] != '\0' && g_strv_contains ((const char *const *) words_b, words_a[i]))
      return TRUE;
  return FALSE;
}

static const BdCoding *
find_display (const BdConcept *concept)
{
  for (guint i = 0; i < concept->codings->len; i++)
    {
      const BdCoding *c = g_ptr_array_index (concept->codings, i);

      if (c->display != NULL)
        return c;
    }
  return NULL;
}

/* A code whose published words share nothing with the display it came with. */
static char *
title_of_misnamed_product (const BdConcept *concept)
{
  for (guint i = 0; i < concept->codings->len; i++)
    {
      const BdCoding *c = g_ptr_array_index (concept->codings, i);
      const char *words = c->display != NULL ? bd_terms_words (BD_TERMS_PRODUCT, c->system, c->code) : NULL;

      if (words != NULL && !share_a_word (words, c->display))
        return g_strdup_printf ("%s (code %s: %s)", c->display, c->code, words);
    }
  return NULL;
}

static char *
title_of_bare_codes (const BdConcept *concept)
{
  const BdCoding *first = NULL;

  for (guint i = 0; i < concept->codings->len; i++)
    {
      const BdCoding *c = g_ptr_array_index (concept->codings, i);
      const char *words = bd_terms_words (BD_TERMS_DISPLAY, c->system, c->code);

      if (words == NULL)
        words = bd_terms_words (BD_TERMS_PRODUCT, c->system, c->code);
      if (words != NULL)
        return g_strdup (words);
      if (first == NULL && c->code != NULL)
        first = c;
    }
  if (first == NULL)
    return NULL;
  if (first->system == NULL)
    return g_strdup_printf ("Unknown code %s", first->code);
  return g_strdup_printf ("Unknown code %s (%s)", first->code, bd_terms_system_label (first->system));
}

static gboolean
text_disagrees (const BdConcept *concept,
                const char      *display)
{
  if (strcmp (concept->text, display) == 0)
    return FALSE;
  return bd_concept_text_disagrees (concept) || bd_words_deny (concept->text) != bd_words_deny (display);
}

static char *
title_of_concept (BdEntryFields   *f,
                  const BdConcept *concept)
{
  const BdCoding *display = find_display (concept);
  char *title;

  if (concept->text != NULL && display != NULL && text_disagrees (concept, display->display))
    {
      bd_entry_fields_mark (f, "code-text-mismatch");
      return g_strdup_printf ("%s (coded: %s)", concept->text, display->display);
    }
  title = title_of_misnamed_product (concept);
  if (title != NULL)
    {
      bd_entry_fields_mark (f, "code-display-mismatch");
      return title;
    }
  return concept->text != NULL || display != NULL ? g_strdup (bd_concept_peek_title (concept))
                                                  : title_of_bare_codes (concept);
}

/* The title of a concept; what its words contradict is marked on the entry. */
char *
bd_fields_dup_title (BdEntryFields    *f,
                     const BdJsonNode *node)
{
  g_autoptr (BdConcept) concept = bd_concept_new_from_json (node);

  return concept != NULL ? title_of_concept (f, concept) : NULL;
}

/* Whether two names could be of one thing: the rule of bd_concept_text_disagrees(). */
static gboolean
names_agree (char     *name,
             BdCoding *coding)
{
  gpointer codings[] = { coding };
  GPtrArray one = { codings, 1 };
  BdConcept concept = { &one, name };

  return !bd_concept_text_disagrees (&concept);
}

static gboolean
is_chosen (const BdConcept *concept)
{
  for (guint i = 0; i < concept->codings->len; i++)
    if (((const BdCoding *) g_ptr_array_index (concept->codings, i))->user_selected)
      return TRUE;
  return FALSE;
}

/* A coding that names something else than the title: read in the detail where the text
 * or the author's choice stands behind the title, in the title itself where nothing
 * says which of the two is meant. */
static void
add_other_name (BdEntryFields  *f,
                const BdCoding *coding,
                gboolean        in_title)
{
  g_autofree char *title = in_title ? g_strdup_printf ("%s (also coded: %s)", f->title, coding->display) : NULL;

  if (in_title)
    bd_fields_set_title (f, title);
  else
    bd_fields_add_detail (f, "Also coded", coding->display);
  bd_entry_fields_mark (f, "codings-differ");
}

static void
add_other_names (BdEntryFields *f,
                 BdConcept     *concept)
{
  g_autofree char *title = g_strdup (f->title);
  gboolean settled = concept->text != NULL || is_chosen (concept);
  BdCoding written = { .display = concept->text };

  if (concept->text != NULL && strstr (title, concept->text) == NULL && !names_agree (title, &written))
    {
      g_autofree char *both = g_strdup_printf ("%s (written: %s)", title, concept->text);

      bd_fields_set_title (f, both);
      bd_entry_fields_mark (f, "code-text-mismatch");
    }
  for (guint i = 0; i < concept->codings->len; i++)
    {
      BdCoding *c = g_ptr_array_index (concept->codings, i);

      if (c->display != NULL && strstr (title, c->display) == NULL && !names_agree (title, c))
        add_other_name (f, c, !settled);
    }
}

/* Codes, text and title of the concept that names the entry. */
void
bd_fields_set_concept (BdEntryFields    *f,
                       const BdJsonNode *node)
{
  g_autoptr (BdConcept) concept = bd_concept_new_from_json (node);

  if (concept == NULL)
    {
      const BdJsonNode *why = bd_json_choice (bd_fhir_extension (node, "data-absent-reason"), "value");

      bd_fields_take_detail (f, "Why it is not named", bd_words_absent (why));
      return;
    }

  g_free (f->title);
  f->title = title_of_concept (f, concept);
  if (f->title != NULL && (concept->codings->len > 1 || concept->text != NULL))
    add_other_names (f, concept);
  g_free (f->text);
  f->text = g_steal_pointer (&concept->text);
  g_ptr_array_extend_and_steal (f->codes, g_ptr_array_ref (concept->codings));
  if (f->text != NULL && f->codes->len == 0)
    bd_entry_fields_mark (f, "text-only");
}

/* Statuses */

static void
set_group (BdEntryFields *f,
           const char    *meaning)
{
  if (g_strcmp0 (meaning, "apart") == 0)
    f->group = BD_GROUP_APART;
  else if (g_strcmp0 (meaning, "past") == 0 && f->group != BD_GROUP_APART)
    f->group = BD_GROUP_PAST;
}

static void
set_not_understood (BdEntryFields *f,
                    const char    *code)
{
  g_free (f->status_text);
  f->status_text = g_strdup_printf ("status not understood: %s", code != NULL ? code : "not given as a code");
  bd_entry_fields_mark (f, "status-unknown");
}

/* The code of a status, which may come as a code or, against its profile, as a concept. */
static const char *
peek_code (const BdJsonNode *node)
{
  const char *code = bd_json_scalar (node);

  if (code == NULL)
    code = bd_json_get_string (bd_json_first (bd_json_get (node, "coding")), "code");
  return code != NULL ? code : bd_json_get_string (node, "text");
}

/* The `status` of resources that have one: unknown ones stay current, in so many words. */
void
bd_fields_set_status (BdEntryFields    *f,
                      const BdJsonNode *status)
{
  const char *code = peek_code (status);
  const BdTerm *term = bd_terms_find (BD_TERMS_STATUS, f->resource_type, code);

  if (status == NULL)
    return;
  f->status = g_strdup (code);
  if (term == NULL)
    {
      set_not_understood (f, code);
      return;
    }
  f->status_text = g_strdup (term->words);
  set_group (f, term->meaning);
}

/* The last day, month or year of a period belongs to it. Days are told apart in UTC,
 * which is behind New Zealand: nothing is called over too early. */
static gboolean
is_over (const BdDate *end,
         gint64        now)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
  int year, month, day;

  if (end->precision == BD_DATE_INSTANT || time == NULL)
    return end->precision == BD_DATE_INSTANT && end->unix_us < now;

  g_date_time_get_ymd (time, &year, &month, &day);
  if (end->year != year || end->precision == BD_DATE_YEAR)
    return end->year < year;
  if (end->month != month || end->precision == BD_DATE_MONTH)
    return end->month < month;
  return end->day < day;
}

/* A status that still says "active" over a period that is over: both are said, and the
 * entry stays where it is. */
void
bd_fields_say_ended (BdEntryFields *f)
{
  const char *end = f->dates[BD_DATE_END];
  g_autofree char *words = NULL;
  g_autofree char *before = NULL;
  BdDate date;

  if (g_strcmp0 (f->status, "active") != 0 || f->group != BD_GROUP_CURRENT || end == NULL ||
      !bd_date_parse (end, &date) || !is_over (&date, f->fetched_at))
    return;

  words = bd_date_format (&date, NULL);
  before = g_steal_pointer (&f->status_text);
  f->status_text = g_strdup_printf ("%s, but its period ended %s", before != NULL ? before : f->status, words);
  bd_entry_fields_mark (f, "period-ended");
}

/* All codings of a status concept must mean the same; otherwise nothing is known. */
static const BdTerm *
find_meaning (const BdJsonNode *concept,
              BdTermsList       list,
              const char      **received)
{
  const BdJsonNode *codings = bd_json_get (concept, "coding");
  const char *text = bd_json_scalar (concept) != NULL ? bd_json_scalar (concept)
                                                      : bd_json_get_string (concept, "text");
  const BdTerm *term = NULL;

  *received = NULL;
  for (const BdJsonNode *n = bd_json_first (codings); n != NULL; n = bd_json_next (n))
    {
      const char *code = bd_json_get_string (n, "code");
      const BdTerm *next = bd_terms_find (list, bd_json_get_string (n, "system"), code);

      if (*received == NULL || (term == NULL && next != NULL))
        *received = code;
      if (term != NULL && next != NULL && !g_str_equal (term->words, next->words))
        return NULL;
      if (next != NULL)
        term = next;
    }
  if (*received == NULL && text != NULL)
    {
      g_autofree char *folded = g_ascii_strdown (text, -1);

      *received = text;
      term = bd_terms_find (list, NULL, folded);
    }
  return term;
}

/* Every code of a status, for one that cannot be read as a single meaning. */
static char *
dup_codes (const BdJsonNode *concept,
           const char       *otherwise)
{
  const BdJsonNode *codings = bd_json_get (concept, "coding");
  GString *all = g_string_new (NULL);

  for (const BdJsonNode *n = bd_json_first (codings); n != NULL; n = bd_json_next (n))
    if (bd_json_get_string (n, "code") != NULL)
      g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", bd_json_get_string (n, "code"));
  return all->len > 0 ? g_string_free (all, FALSE) : (g_string_free (all, TRUE), g_strdup (otherwise));
}

static void
set_verification (BdEntryFields    *f,
                  const BdJsonNode *verification)
{
  const char *code;
  const BdTerm *term;

  if (verification == NULL)
    return;

  term = find_meaning (verification, BD_TERMS_VERIFICATION, &code);
  f->verification = g_strdup (term != NULL ? term->meaning : code);
  if (term == NULL)
    bd_entry_fields_mark (f, "verification-unknown");
  else if (g_str_equal (term->meaning, "refuted") || g_str_equal (term->meaning, "entered-in-error"))
    {
      g_free (f->status_text);
      f->status_text = g_strdup (term->words);
      f->group = BD_GROUP_APART;
    }
}

/* Clinical and verification status of allergies and conditions. HL7 and SNOMED CT
 * codes mean the same (SDHR guide 1.0.0, section 5, whose own example uses the
 * latter against a required binding). What is refuted or entered in error stands
 * apart whatever the clinical status says. */
void
bd_fields_set_clinical (BdEntryFields    *f,
                        const BdJsonNode *clinical,
                        const BdJsonNode *verification)
{
  if (clinical != NULL)
    {
      const char *code;
      const BdTerm *term = find_meaning (clinical, BD_TERMS_CLINICAL_STATUS, &code);

      f->status = g_strdup (code);
      if (term != NULL)
        {
          f->status_text = g_strdup (term->words);
          set_group (f, term->meaning);
        }
      else
        {
          g_autofree char *codes = dup_codes (clinical, code);

          set_not_understood (f, codes);
        }
    }
  set_verification (f, verification);
}

/* Negations */

/* "No known latex allergy": of one sort, in a few words, with nothing taken back. */
static gboolean
denies_one_sort (const char *sentence)
{
  static const char *const turns[] = { "except", "but", "other", "apart", "unless", "besides", "and", "with", "only", "until", NULL };
  g_auto (GStrv) words = g_strsplit (sentence, " ", -1);
  guint n = g_strv_length (words);

  if (!g_str_has_prefix (sentence, "no known ") || n < 4 || n > 7 ||
      (!g_str_has_suffix (sentence, " allergy") && !g_str_has_suffix (sentence, " allergies") &&
       !g_str_has_suffix (sentence, " allergy situation")))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (g_strv_contains (turns, words[i]))
      return FALSE;
  return TRUE;
}

static const BdTerm *
find_sentence (const char *family,
               const char *text)
{
  static const BdTerm one_sort = { "allergy", "", "", "part" };
  g_autofree char *sentence = text != NULL && strlen (text) < 80 ? fold_sentence (text) : NULL;
  const BdTerm *term = sentence != NULL ? bd_terms_find (BD_TERMS_NEGATION_TEXT, family, sentence) : NULL;

  if (term == NULL && sentence != NULL && g_str_equal (family, "allergy") && denies_one_sort (sentence))
    return &one_sort;
  return term;
}

static gboolean
is_same_sentence (const char *a,
                  const char *b)
{
  g_autofree char *folded_a = fold_sentence (a);
  g_autofree char *folded_b = b != NULL ? fold_sentence (b) : NULL;

  return g_strcmp0 (folded_a, folded_b) == 0;
}

/* The meaning that says less: "part" of "all". One that denies and one that says
 * nothing do not go together. */
static const BdTerm *
say_less (const BdTerm *a,
          const BdTerm *b)
{
  if (a == NULL || b == NULL || g_str_equal (a->meaning, b->meaning))
    return a != NULL ? a : b;
  if (g_str_equal (a->meaning, "absent") || g_str_equal (b->meaning, "absent"))
    return NULL;
  return g_str_equal (a->meaning, "part") ? a : b;
}

/* Every coding must deny: beside the code of a substance "none known" is no negation. */
static const BdTerm *
find_coded_negation (const BdEntryFields *f,
                     const char          *family)
{
  const BdTerm *all = NULL;

  for (guint i = 0; i < f->codes->len; i++)
    {
      const BdCoding *c = g_ptr_array_index (f->codes, i);
      const BdTerm *term = bd_terms_find (BD_TERMS_NEGATION, c->system, c->code);

      if (term == NULL)
        term = find_sentence (family, c->display);
      all = term != NULL ? say_less (all, term) : NULL;
      if (all == NULL)
        return NULL;
    }
  return all;
}

/* A text beside the code must be the same sentence: "Penicillin allergy" over the code
 * for "No known allergy" is an allergy until somebody has looked. */
static const BdTerm *
check_text (const BdEntryFields *f,
            const char          *family,
            const BdTerm        *coded)
{
  const BdTerm *said = find_sentence (family, f->text);

  if (f->text == NULL || said != NULL)
    return say_less (coded, said);
  for (guint i = 0; i < f->codes->len; i++)
    if (is_same_sentence (f->text, ((const BdCoding *) g_ptr_array_index (f->codes, i))->display))
      return coded;
  return is_same_sentence (f->text, coded->words) ? coded : NULL;
}

/* What else the entry says may turn "none known" round: a reaction, a high risk, a
 * second note, a modifier or a status that is not understood. */
static gboolean
is_contradicted (const BdEntryFields *f)
{
  const char *const *marks = (const char *const *) f->marks;

  return f->reactions->len > 0 || g_strcmp0 (f->criticality, "high") == 0 ||
         (f->text == NULL && f->codes->len == 0 && g_strv_length (f->notes) > 1) ||
         g_strv_contains (marks, "modifier-extension") || g_strv_contains (marks, "implicit-rules") ||
         g_strv_contains (marks, "status-unknown") || g_strv_contains (marks, "verification-unknown") ||
         g_strv_contains (marks, "malformed");
}

/* Marks an entry that says "none" (SNOMED CT 716186003 and its kind, IPS codes, or,
 * where nothing is coded, a whole sentence; NZPS 0.7.0, section Emptiness). One that
 * names or says something else besides is shown as it is. */
void
bd_fields_find_negation (BdEntryFields *f,
                         const char    *family)
{
  gboolean coded = f->codes->len > 0;
  const BdTerm *term = coded ? find_coded_negation (f, family)
                             : find_sentence (family, f->text != NULL ? f->text : f->title);

  if (term != NULL && coded)
    term = check_text (f, family, term);
  if (term == NULL || is_contradicted (f))
    return;
  if (g_str_equal (term->meaning, "absent"))
    {
      bd_entry_fields_mark (f, "not-known");
      return;
    }
  bd_entry_fields_mark (f, "negation");
  if (!coded)
    bd_entry_fields_mark (f, "negation-by-text");
  if (g_str_equal (term->meaning, "part"))
    bd_entry_fields_mark (f, "negation-partial");
}

/* People and places */

void
bd_fields_set_facility (BdEntryFields    *f,
                        const BdJsonNode *reference)
{
  g_autoptr (BdReference) ref = f->facility == NULL ? bd_reference_new_from_json (reference) : NULL;
  const char *facility, *key;

  if (ref == NULL)
    return;
  facility = bd_reference_peek_facility (ref);
  key = bd_reference_peek_key (ref);
  if (facility == NULL && (ref->display == NULL || (key != NULL && bd_hpi_check_organisation (key) != BD_HPI_BAD_FORMAT)))
    facility = key;
  f->facility = g_strdup (facility != NULL ? facility : ref->display);
}

/* As its server writes it, else "Mereana Ihaka"; NULL when the practitioner has no name. */
static char *
dup_practitioner_name (const BdJsonNode *practitioner)
{
  const BdJsonNode *name = bd_json_first (bd_json_get (practitioner, "name"));
  const BdJsonNode *given = bd_json_get (name, "given");
  const char *text = bd_json_get_string (name, "text"), *family = bd_json_get_string (name, "family");
  g_autoptr (GString) words = g_string_new (text);

  if (text != NULL || bd_json_type (name) != BD_JSON_OBJECT)
    return text != NULL ? g_strdup (text) : NULL;
  for (const BdJsonNode *n = bd_json_first (given); n != NULL; n = bd_json_next (n))
    if (bd_json_string (n) != NULL)
      g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", bd_json_string (n));
  if (family != NULL)
    g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", family);
  return words->len > 0 ? g_strdup (words->str) : NULL;
}

/* A CPN, else the number given for one, else a name, else the reference's own id. A
 * legacy number stands as received: it is not called a CPN. */
static char *
dup_person (const BdReference *ref,
            const BdJsonNode  *target)
{
  const BdJsonNode *identifiers = bd_json_get (target, "identifier");
  g_autofree char *name = NULL;

  if (ref->id != NULL && bd_hpi_check_cpn (ref->id) == BD_HPI_VALID)
    return g_strdup (ref->id);
  if (ref->value != NULL)
    return g_strdup (ref->value);
  for (const BdJsonNode *n = bd_json_first (identifiers); n != NULL; n = bd_json_next (n))
    if (g_strcmp0 (bd_json_get_string (n, "system"), BD_HPI_PERSON_SYSTEM) == 0)
      return g_strdup (bd_json_get_string (n, "value"));
  if (ref->display != NULL && (ref->id == NULL || strlen (ref->id) > 8))
    return g_strdup (ref->display);
  name = dup_practitioner_name (target);
  return name != NULL ? g_steal_pointer (&name) : g_strdup (bd_reference_peek_key (ref));
}

char *
bd_words_person (const BdBundle   *page,
                 const BdJsonNode *resource,
                 const BdJsonNode *reference)
{
  g_autoptr (BdReference) ref = bd_reference_new_from_json (reference);

  return ref != NULL ? dup_person (ref, bd_fhir_resolve (page, resource, ref)) : NULL;
}

static void
add_display (BdEntryFields    *f,
             const char       *label,
             const BdJsonNode *reference)
{
  g_autoptr (BdReference) ref = bd_reference_new_from_json (reference);

  if (ref != NULL)
    bd_fields_add_detail (f, label, ref->display);
}

/* Who, where and for which organisation, by name too (MWS guide 1.1.3, MWS-Search-1). */
static void
set_recorder_from_role (BdEntryFields    *f,
                        const BdJsonNode *role)
{
  g_autoptr (BdReference) person = bd_reference_new_from_json (bd_json_get (role, "practitioner"));
  const BdJsonNode *places = bd_json_get (role, "location");
  const BdJsonNode *place = bd_json_type (places) == BD_JSON_ARRAY ? bd_json_first (places) : places;

  if (person != NULL)
    f->recorder = dup_person (person, NULL);
  bd_fields_set_facility (f, place);
  bd_fields_set_facility (f, bd_json_get (role, "organization"));
  add_display (f, "Recorded by", bd_json_get (role, "practitioner"));
  add_display (f, "Recorded at", place);
  add_display (f, "For", bd_json_get (role, "organization"));
}

/* Who wrote it down: a CPN or whatever stands in its place. A contained
 * PractitionerRole (MWS) also says where. */
void
bd_fields_set_recorder (BdEntryFields    *f,
                        const BdBundle   *page,
                        const BdJsonNode *resource,
                        const BdJsonNode *reference)
{
  g_autoptr (BdReference) ref = f->recorder == NULL ? bd_reference_new_from_json (reference) : NULL;
  const BdJsonNode *target;

  if (ref == NULL)
    return;

  target = bd_fhir_resolve (page, resource, ref);
  if (g_strcmp0 (bd_json_get_string (target, "resourceType"), "PractitionerRole") == 0)
    set_recorder_from_role (f, target);
  if (f->recorder != NULL)
    return;
  if (target == NULL && (ref->kind == BD_REFERENCE_CONTAINED || g_strcmp0 (ref->type, "PractitionerRole") == 0))
    f->recorder = g_strdup (ref->display != NULL ? ref->display : "referenced item missing");
  else
    f->recorder = dup_person (ref, target);
}
