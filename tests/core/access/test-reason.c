/* test-reason.c: the reasons, and which notes will do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-clinician.h"
#include "bd-reason.h"

#include <string.h>

static void
test_table (void)
{
  static const struct { const char *id; BdReasonKind kind; const char *purpose; guint note; gboolean flagged; } rows[] = {
    { "LR1", BD_REASON_KIND_RELATIONSHIP, "TREAT", 0, FALSE },
    { "LR2", BD_REASON_KIND_RELATIONSHIP, "TREAT", 0, FALSE },
    { "LR3", BD_REASON_KIND_RELATIONSHIP, "TREAT", 3, FALSE },
    { "LR4", BD_REASON_KIND_RELATIONSHIP, "TREAT", 3, FALSE },
    { "PR1", BD_REASON_KIND_REQUEST, "PATRQT", 0, FALSE },
    { "BG1", BD_REASON_KIND_EMERGENCY, "ETREAT", 20, FALSE },
    { "BG2", BD_REASON_KIND_EMERGENCY, "ETREAT", 20, FALSE },
    { "BG3", BD_REASON_KIND_EMERGENCY, "ETREAT", 20, FALSE },
    { "BG4", BD_REASON_KIND_EMERGENCY, "ETREAT", 20, TRUE },
    { "BG5", BD_REASON_KIND_EMERGENCY, "ETREAT", 40, FALSE },
  };

  g_assert_cmpuint (G_N_ELEMENTS (rows), ==, BD_N_REASONS);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      BdReasonCode code;
      const BdReason *reason;

      g_assert_true (bd_reason_from_string (rows[i].id, &code));
      reason = bd_reason_get (code);
      g_assert_cmpint (reason->code, ==, code);
      g_assert_cmpstr (reason->id, ==, rows[i].id);
      g_assert_cmpint (reason->kind, ==, rows[i].kind);
      g_assert_cmpstr (bd_purpose_to_string (reason->purpose), ==, rows[i].purpose);
      g_assert_cmpuint (reason->note_min, ==, rows[i].note);
      g_assert_cmpint (reason->flagged, ==, rows[i].flagged);
      g_assert_cmpuint (strlen (reason->label), >, 10);
    }
}

static void
test_unknown (void)
{
  BdReasonCode code;
  BdIdentifiedBy by;
  BdRole role;

  g_assert_false (bd_reason_from_string ("BG6", &code));
  g_assert_false (bd_reason_from_string ("bg1", &code));
  g_assert_false (bd_reason_from_string (NULL, &code));
  g_assert_false (bd_identified_by_from_string ("guess", &by));
  g_assert_false (bd_role_from_string ("root", &role));
  g_assert_false (bd_role_from_string (NULL, &role));
}

static void
test_words_round (void)
{
  for (int i = 0; i < BD_N_IDENTIFIED; i++)
    {
      BdIdentifiedBy by;

      g_assert_true (bd_identified_by_from_string (bd_identified_by_to_string (i), &by));
      g_assert_cmpint (by, ==, i);
      g_assert_nonnull (bd_identified_by_get_label (i));
    }
  for (int i = 0; i < BD_N_ROLES; i++)
    {
      BdRole role;

      g_assert_true (bd_role_from_string (bd_role_to_string (i), &role));
      g_assert_cmpint (role, ==, i);
      g_assert_cmpint (bd_role_is_clinical (i), ==, i == BD_ROLE_CLINICIAN || i == BD_ROLE_CLINICIAN_EMERGENCY);
    }
}

static void
test_notes (void)
{
  g_autofree char *max = g_strnfill (500, 'x');
  g_autofree char *longer = g_strnfill (501, 'x');
  static const char *const name = "PŌTAE, Hinewai (Ms)";
  const struct { BdReasonCode code; const char *note; gboolean ok; } rows[] = {
    { BD_REASON_LR1, NULL, TRUE },
    { BD_REASON_LR1, "", TRUE },
    { BD_REASON_LR1, longer, FALSE },
    { BD_REASON_LR1, max, TRUE },
    { BD_REASON_LR3, NULL, FALSE },
    { BD_REASON_LR3, "  a  ", FALSE },
    { BD_REASON_LR3, "ab", FALSE },
    { BD_REASON_LR3, "ICU", TRUE },
    { BD_REASON_LR4, " ", FALSE },
    { BD_REASON_LR4, "Aroha P.", TRUE },
    { BD_REASON_PR1, NULL, TRUE },
    { BD_REASON_BG1, NULL, FALSE },
    { BD_REASON_BG1, "found unconscious", FALSE },
    { BD_REASON_BG1, "found                    unconscious", FALSE },   /* blanks in a row count once */
    { BD_REASON_BG1, "found unconscious at the bus stop", TRUE },
    { BD_REASON_BG1, "aaaaaaaaaaaaaaaaaaaaaaaaa", FALSE },
    { BD_REASON_BG1, "a a a a a a a a a a a a a a", FALSE },
    { BD_REASON_BG1, "AaAaAaAaAaAaAaAaAaAaAaAa", FALSE },
    { BD_REASON_BG1, ". . . . . . . . . . . . . . .", FALSE },
    { BD_REASON_BG1, "Hinewai Pōtae Hinewai Pōtae", FALSE },
    { BD_REASON_BG1, "hinewai potae, HINEWAI POTAE", FALSE },
    { BD_REASON_BG1, "Hinewai Pōtae collapsed at home, no pulse felt", TRUE },
    { BD_REASON_BG1, "Unconscious or cannot communicate; needed for treatment now", FALSE },
    { BD_REASON_BG1, "unconscious or cannot communicate needed for treatment now!!", FALSE },
    { BD_REASON_BG1, "Unconscious or cannot communicate; needed for treatment now: seizure for twelve minutes", TRUE },
    { BD_REASON_BG4, "threatened his brother with a knife", TRUE },
    { BD_REASON_BG5, "found unconscious at the bus stop", FALSE },
    { BD_REASON_BG5, "flood has cut the road, insulin doses are needed tonight", TRUE },
    { BD_REASON_BG1, max, FALSE },
    { BD_REASON_BG1, longer, FALSE },
    { BD_REASON_BG2, "kua mate te mōhio, kāore he whānau hei whakautu", TRUE },
    { BD_REASON_BG1, "found unconscious \xff at the bus stop", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *sentence = bd_reason_refuse_note (rows[i].code, rows[i].note, name);

      if ((sentence == NULL) != rows[i].ok)
        g_test_fail_printf ("row %u: %s", i, sentence != NULL ? sentence : "was taken");
      if (sentence != NULL)
        g_assert_null (strcasestr (sentence, "hinewai"));
    }
}

static void
test_boundaries (void)
{
  static const struct { BdReasonCode code; guint min; } rows[] = { { BD_REASON_BG3, 20 }, { BD_REASON_BG5, 40 } };
  static const char words[] = "bleeding heavily after a fall from the roof and getting worse";

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *just = g_strndup (words, rows[i].min);
      g_autofree char *under = g_strndup (words, rows[i].min - 1);
      g_autofree char *taken = bd_reason_refuse_note (rows[i].code, just, NULL);
      g_autofree char *refused = bd_reason_refuse_note (rows[i].code, under, NULL);

      g_assert_null (taken);
      g_assert_nonnull (refused);
    }
}

static void
test_clinician (void)
{
  static const char *const facilities[] = { "F38006-B", "FZZ958-K", NULL };
  g_autoptr (BdClinician) chosen = bd_clinician_new ("u1", "Dr A", "90ZZLP", BD_ROLE_CLINICIAN, "G0M086-B", facilities, "FZZ958-K");
  g_autoptr (BdClinician) other = bd_clinician_new ("u1", "Dr A", NULL, BD_ROLE_CLINICIAN, NULL, facilities, "FZZ999-B");
  g_autoptr (BdClinician) nowhere = bd_clinician_new ("u1", "Dr A", NULL, BD_ROLE_CLINICIAN, NULL, NULL, "FZZ999-B");

  g_assert_cmpstr (chosen->facility, ==, "FZZ958-K");
  g_assert_cmpstr (other->facility, ==, "F38006-B");   /* nobody picks a facility they are not assigned to */
  g_assert_null (nowhere->facility);
  g_assert_nonnull (nowhere->facilities);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reason/table", test_table);
  g_test_add_func ("/reason/unknown", test_unknown);
  g_test_add_func ("/reason/words-round", test_words_round);
  g_test_add_func ("/reason/notes", test_notes);
  g_test_add_func ("/reason/boundaries", test_boundaries);
  g_test_add_func ("/reason/clinician-facility", test_clinician);

  return g_test_run ();
}
