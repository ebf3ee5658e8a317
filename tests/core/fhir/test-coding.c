/* test-coding.c: what a concept says, and whether its words agree
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-coding.h"

#include <string.h>

typedef struct
{
  BdJson    *json;
  BdConcept *concept;
} Fixture;

static void
read_concept (Fixture    *f,
              const char *concept)
{
  g_autofree char *text = g_strdup_printf ("{\"code\":%s}", concept);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  f->json = bd_json_parse (bytes, &error);
  g_assert_no_error (error);
  f->concept = bd_concept_new_from_json (bd_json_get (bd_json_root (f->json), "code"));
}

static void
clear (Fixture *f)
{
  g_clear_pointer (&f->concept, bd_concept_free);
  g_clear_pointer (&f->json, bd_json_unref);
}

static void
test_title (void)
{
  static const struct { const char *concept, *title; } rows[] = {
    { "{\"text\":\"as typed\",\"coding\":[{\"code\":\"1\",\"display\":\"coded\"}]}", "as typed" },
    { "{\"text\":\"as typed\",\"coding\":[{\"display\":\"first\"},{\"display\":\"chosen\",\"userSelected\":true}]}", "chosen" },
    { "{\"text\":\"as typed\",\"coding\":[{\"code\":\"1\",\"userSelected\":true},{\"display\":\"other\"}]}", "as typed" },
    { "{\"text\":\"as typed\",\"coding\":[{\"display\":\"coded\",\"userSelected\":false}]}", "as typed" },
    { "{\"coding\":[{\"code\":\"1\"},{\"display\":\"coded\"}]}", "coded" },
    { "{\"coding\":[{\"system\":\"s\"},{\"code\":\"44054006\"}]}", "44054006" },
    { "{\"text\":\"\",\"coding\":[{\"display\":\"\",\"code\":\"7\"}]}", "7" },
    { "{\"coding\":[{\"system\":\"s\"}]}", NULL },
    { "\"words where a concept should stand\"", "words where a concept should stand" },
    { "{\"coding\":{\"display\":\"no list\"}}", "no list" },
    { "{\"coding\":[null,7,\"x\",{\"display\":\"the only one\"}]}", "the only one" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Fixture f;

      read_concept (&f, rows[i].concept);
      g_assert_cmpstr (bd_concept_peek_title (f.concept), ==, rows[i].title);
      clear (&f);
    }
}

static void
test_absent (void)
{
  static const char *const rows[] = { "null", "{}", "7", "[]", "{\"text\":\"\"}", "{\"coding\":[]}", "{\"text\":12}" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Fixture f;

      read_concept (&f, rows[i]);
      g_assert_null (f.concept);
      clear (&f);
    }

  g_assert_null (bd_concept_peek_title (NULL));
  g_assert_null (bd_concept_peek_code (NULL, NULL));
  g_assert_false (bd_concept_has_code (NULL, NULL, "1"));
  g_assert_false (bd_concept_text_disagrees (NULL));
}

static void
test_codes (void)
{
  Fixture f;

  read_concept (&f, "{\"coding\":[{\"display\":\"none\"},{\"system\":\"http://health.govt.nz/read-codes\",\"code\":\"H3...\"},"
                    "{\"system\":\"http://snomed.info/sct\",\"code\":\"13645005\"},{\"code\":\"bare\"}]}");
  g_assert_cmpuint (f.concept->codings->len, ==, 4);
  g_assert_cmpstr (bd_concept_peek_code (f.concept, NULL), ==, "H3...");
  g_assert_cmpstr (bd_concept_peek_code (f.concept, "snomed"), ==, "13645005");
  g_assert_null (bd_concept_peek_code (f.concept, "loinc"));
  g_assert_true (bd_concept_has_code (f.concept, "snomed", "13645005"));
  g_assert_true (bd_concept_has_code (f.concept, NULL, "bare"));
  g_assert_false (bd_concept_has_code (f.concept, "read", "13645005"));
  g_assert_false (bd_concept_has_code (f.concept, "snomed", "bare"));
  clear (&f);
}

static void
test_disagrees (void)
{
  static const struct { const char *text, *display; gboolean disagrees; } rows[] = {
    { "Hypertension", "Chronic obstructive pulmonary disease", TRUE },
    { "Hypertension", "Local pressure", TRUE },
    { "Penicillin", "Amoxicillin", TRUE },
    { "Hypertension", "HT - Hypertension", FALSE },
    { "high blood pressure", "Blood pressure finding", FALSE },
    { "Asthmatic", "Asthma", FALSE },
    { "asthmatic bronchitis", "Severe asthmatics", FALSE },
    { "COPD", "Chronic obstructive pulmonary disease", FALSE },
    { "Chronic obstructive pulmonary disease", "COPD", FALSE },
    { "MI", "Myocardial infarction", FALSE },
    { "MI", "Multiple sclerosis", TRUE },
    { "MI", "Myocardial infarction, acute", TRUE },
    { "AMI", "Acute - myocardial infarction.", FALSE },
    { "Wheezing", "wheezing", FALSE },
    { "Mānuka honey", "manuka", FALSE },
    { "Type 2 diabetes", "Type 1 diabetes", FALSE },   /* words only: both are shown in any case */
    { "Egg", "Eggs and egg products", FALSE },
    { "Nut", "Peanut", FALSE },
    { "Lantus", "Insulin glargine", TRUE },
    { "-", "Penicillin", TRUE },
    { "HbA1c", "Hemoglobin A1c/Hemoglobin.total in Blood by HPLC", FALSE },
    { "A1c", "HbA1c measurement", FALSE },
    { "FT4", "Thyroxine (T4) free", FALSE },
    { "FT4", "Triiodothyronine (T3) free", TRUE },
    { "Aspirin 100mg", "Metoprolol 100mg", TRUE },
    { "Cashew nuts", "Allergy to nut", FALSE },
    { "Egg", "Allergic to eggs", FALSE },
    { "Head cold", "Upper respiratory infection", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *concept = g_strdup_printf ("{\"text\":\"%s\",\"coding\":[{\"code\":\"1\",\"display\":\"%s\"}]}",
                                                  rows[i].text, rows[i].display);
      Fixture f;

      g_test_message ("%s / %s", rows[i].text, rows[i].display);
      read_concept (&f, concept);
      g_assert_cmpint (bd_concept_text_disagrees (f.concept), ==, rows[i].disagrees);
      clear (&f);
    }
}

static void
test_disagrees_needs_words (void)
{
  static const struct { const char *concept; gboolean disagrees; } rows[] = {
    { "{\"text\":\"Hypertension\"}", FALSE },
    { "{\"text\":\"Hypertension\",\"coding\":[{\"code\":\"13645005\"}]}", FALSE },
    { "{\"coding\":[{\"display\":\"Asthma\"},{\"display\":\"Gout\"}]}", FALSE },
    { "{\"text\":\"Hypertension\",\"coding\":[{\"display\":\"Gout\"},{\"display\":\"Hypertensive disorder\"}]}", FALSE },
    { "{\"text\":\"Hypertension\",\"coding\":[{\"display\":\"Gout\"},{\"code\":\"38341003\"}]}", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Fixture f;

      read_concept (&f, rows[i].concept);
      g_assert_cmpint (bd_concept_text_disagrees (f.concept), ==, rows[i].disagrees);
      clear (&f);
    }
}

static void
test_coding (void)
{
  g_autoptr (BdCoding) coding = bd_coding_new ("s", "c", NULL, TRUE);

  g_assert_cmpstr (coding->system, ==, "s");
  g_assert_cmpstr (coding->code, ==, "c");
  g_assert_null (coding->display);
  g_assert_true (coding->user_selected);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/coding/title", test_title);
  g_test_add_func ("/coding/absent", test_absent);
  g_test_add_func ("/coding/codes", test_codes);
  g_test_add_func ("/coding/disagrees", test_disagrees);
  g_test_add_func ("/coding/disagrees-needs-words", test_disagrees_needs_words);
  g_test_add_func ("/coding/new", test_coding);

  return g_test_run ();
}
