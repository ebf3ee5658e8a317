/* bd-project-status.c: what a status means, and where to put what has it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

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
