/* bd-project-consent.c: Consent as a row: permit, deny, or unclear. What it decides
 * for an access is worked out from its bytes in the access layer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

/* Consent to be treated, or ahead of an illness, is no choice about sharing: its scope
 * stands in its title. */
static char *
words_kind (const BdJsonNode *scope)
{
  const char *code = bd_json_get_string (bd_json_first (bd_json_get (scope, "coding")), "code");
  g_autofree char *words = bd_words_categories (scope);

  if (words == NULL || g_strcmp0 (code, "patient-privacy") == 0 || g_strcmp0 (code, "data-privacy") == 0)
    return g_strdup ("Consent");
  return g_strdup_printf ("Consent (%s)", words);
}

/* An active consent may mean no; one without provision.type has unclear terms
 * (Shared Care guide 0.4.5, section 2). */
static void
set_decision (BdEntryFields    *f,
              const BdJsonNode *scope,
              const BdJsonNode *provision)
{
  g_autofree char *kind = words_kind (scope);
  const char *type = bd_json_scalar (bd_json_get (provision, "type"));
  gboolean known = type != NULL && (g_str_equal (type, "permit") || g_str_equal (type, "deny"));

  bd_entry_fields_mark (f, known ? type : "terms-unclear");
  if (f->title != NULL && !g_str_has_prefix (f->title, "Unknown code"))
    bd_fields_add_detail (f, "About", f->title);
  g_free (f->title);
  f->title = g_strdup_printf ("%s: %s", kind, known ? type : "terms unclear");
  if (g_strcmp0 (f->status, "proposed") == 0)
    bd_entry_fields_mark (f, "proposed");
}

static void
add_references (BdEntryFields    *f,
                const BdJsonNode *list,
                const char       *member,
                const char       *label)
{
  GString *all = g_string_new (NULL);

  if (bd_json_type (list) == BD_JSON_ARRAY)
    for (const BdJsonNode *n = bd_json_first (list); n != NULL; n = bd_json_next (n))
      {
        const BdJsonNode *reference = member != NULL ? bd_json_get (n, member) : n;
        g_autoptr (BdReference) ref = bd_reference_new_from_json (reference);
        g_autofree char *words = NULL;

        if (ref == NULL || g_strcmp0 (ref->type, "Patient") == 0)
          continue;
        words = member != NULL && ref->reference != NULL ? g_strdup (ref->reference) : bd_words_place (ref);
        if (words != NULL)
          g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", words);
      }
  bd_fields_take_detail (f, label, g_string_free (all, FALSE));
}

/* What a provision is limited to: for whom, for what, of which kind. */
static void
add_limits (BdEntryFields    *f,
            const BdJsonNode *provision)
{
  static const struct { const char *member; const char *label; } limits[] = {
    { "action", "Action" }, { "securityLabel", "Labelled" }, { "purpose", "For the purpose of" }, { "class", "Kind of content" },
    { "code", "Content" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      const BdJsonNode *list = bd_json_get (provision, limits[i].member);

      if (bd_json_type (list) == BD_JSON_ARRAY)
        for (const BdJsonNode *n = bd_json_first (list); n != NULL; n = bd_json_next (n))
          bd_fields_take_detail (f, limits[i].label, bd_json_get (n, "coding") != NULL || bd_json_get (n, "text") != NULL
                                                       ? bd_words_concept (n) : bd_words_coding (n));
    }
  bd_fields_take_detail (f, "Content of the time", bd_words_period (bd_json_get (provision, "dataPeriod")));
}

/* Exceptions inside a provision: SDHR keeps a facility's choice and withheld records
 * there (SDHR guide 1.0.0, section 8). An exception may have exceptions. */
static void
add_exceptions (BdEntryFields    *f,
                const BdJsonNode *provisions)
{
  if (bd_json_type (provisions) != BD_JSON_ARRAY)
    return;

  for (const BdJsonNode *n = bd_json_first (provisions); n != NULL; n = bd_json_next (n))
    {
      const char *type = bd_json_scalar (bd_json_get (n, "type"));
      g_autofree char *choice = bd_words_concept (bd_json_get (bd_fhir_extension (n, "facility-participation-extension"),
                                                               "valueCodeableConcept"));

      bd_entry_fields_mark (f, "has-exceptions");
      bd_fields_take_detail (f, "Except", g_strdup_printf ("%s%s%s", type != NULL ? type : "terms unclear",
                                                           choice != NULL ? ", " : "", choice != NULL ? choice : ""));
      add_references (f, bd_json_get (n, "actor"), "reference", "  for");
      add_references (f, bd_json_get (n, "data"), "reference", "  records");
      bd_fields_take_detail (f, "  during", bd_words_period (bd_json_get (n, "period")));
      add_limits (f, n);
      add_exceptions (f, bd_json_get (n, "provision"));
    }
}

/* A yes that holds from next year on is none today. */
static void
say_not_begun (BdEntryFields *f)
{
  g_autofree char *start = NULL;
  g_autofree char *before = NULL;
  BdDate now = { .precision = BD_DATE_INSTANT, .unix_us = f->fetched_at };
  BdDate date;

  if (g_strcmp0 (f->status, "active") != 0 || f->dates[BD_DATE_START] == NULL ||
      !bd_date_parse (f->dates[BD_DATE_START], &date) || bd_date_compare (&date, &now) <= 0)
    return;
  start = bd_date_format (&date, NULL);
  before = g_steal_pointer (&f->status_text);
  f->status_text = g_strdup_printf ("%s, but its period begins %s", before, start);
  bd_entry_fields_mark (f, "period-ahead");
}

void
bd_project_consent (const BdBundle   *page,
                    const BdJsonNode *resource,
                    BdEntryFields    *f)
{
  const BdJsonNode *provision = bd_json_get (resource, "provision");
  const BdJsonNode *period = bd_json_get (provision, "period");
  const BdJsonNode *categories = bd_json_get (resource, "category");
  const BdJsonNode *organisations = bd_json_get (resource, "organization");

  bd_fields_set_concept (f, bd_json_type (categories) == BD_JSON_ARRAY ? bd_json_first (categories) : categories);
  bd_fields_set_status (f, bd_json_get (resource, "status"));
  set_decision (f, bd_json_get (resource, "scope"), provision);
  f->category = bd_words_categories (bd_json_get (resource, "scope"));
  bd_fields_set_date (f, BD_DATE_RECORDED, bd_json_get (resource, "dateTime"));
  bd_fields_set_date (f, BD_DATE_START, bd_json_get (period, "start"));
  bd_fields_set_date (f, BD_DATE_END, bd_json_get (period, "end"));
  add_references (f, organisations, NULL, "Custodian");
  add_references (f, bd_json_get (resource, "performer"), NULL, "Given by or through");
  add_references (f, bd_json_get (provision, "actor"), "reference", "For");
  add_references (f, bd_json_get (provision, "data"), "reference", "Covers");
  add_limits (f, provision);
  add_exceptions (f, bd_json_get (provision, "provision"));
  bd_fields_say_ended (f);
  say_not_begun (f);
  bd_fields_set_facility (f, bd_json_type (organisations) == BD_JSON_ARRAY ? bd_json_first (organisations) : NULL);
}
