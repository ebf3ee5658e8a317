/* test-validation.c: what an answer says of a number and particulars (NHI guide 1.6.5, validate)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "project.h"

#include "bd-validation.h"

#define NUMBER(use, nhi) "{'use':'" use "','system':'https://standards.digital.health.nz/ns/nhi-id','value':'" nhi "'}"
#define PERSON(numbers) "{'resourceType':'Patient','identifier':[" numbers "]}"
#define ENTRY(numbers) "{'resource':" PERSON (numbers) ",'search':{'score':97}}"
#define GRADED(numbers, grade) "{'resource':" PERSON (numbers) ",'search':{'mode':'match','score':0.9,'extension':[{'url':" \
                               "'http://hl7.org/fhir/StructureDefinition/match-grade','valueCode':'" grade "'}]}}"
#define BUNDLE(entries) "{'resourceType':'Bundle','type':'searchset','entry':[" entries "]}"
#define ASKED "ZJS7596"
#define OTHER "ZJK9604"

typedef struct { const char *name, *answer; BdValidationKind kind; const char *nhi, *nhis, *says; gboolean certain; } Row;
static const Row rows[] = {
  { "certain", BUNDLE (ENTRY (NUMBER ("official", ASKED))), BD_VALIDATION_CERTAIN, ASKED, ASKED, "is certain", TRUE },
  { "by id alone", BUNDLE ("{'resource':{'resourceType':'Patient','id':'" ASKED "'}}"), BD_VALIDATION_CERTAIN, ASKED, ASKED, "is certain", TRUE },
  { "one person, no bundle", PERSON (NUMBER ("official", ASKED)), BD_VALIDATION_CERTAIN, ASKED, ASKED, "is certain", TRUE },
  { "the same person twice", BUNDLE (ENTRY (NUMBER ("official", ASKED)) "," ENTRY (NUMBER ("official", ASKED))), BD_VALIDATION_CERTAIN,
    ASKED, ASKED, "is certain", TRUE },
  { "dormant", BUNDLE (ENTRY (NUMBER ("official", OTHER) "," NUMBER ("old", ASKED))), BD_VALIDATION_LINKED, OTHER, OTHER,
    "no longer in use. The live number is " OTHER, TRUE },
  { "none", BUNDLE (""), BD_VALIDATION_NONE, NULL, "", "does not confirm", FALSE },
  { "none, without a list", "{'resourceType':'Bundle','type':'searchset'}", BD_VALIDATION_NONE, NULL, "", "does not confirm", FALSE },
  { "another number", BUNDLE (ENTRY (NUMBER ("official", OTHER))), BD_VALIDATION_OTHER, OTHER, OTHER, "does not list that number", FALSE },
  { "two persons", BUNDLE (ENTRY (NUMBER ("official", ASKED)) "," ENTRY (NUMBER ("official", OTHER))), BD_VALIDATION_SEVERAL, NULL,
    ASKED " " OTHER, "more than one person", FALSE },
  { "only probable", BUNDLE (GRADED (NUMBER ("official", ASKED), "probable")), BD_VALIDATION_NONE, NULL, ASKED, "no certain match", FALSE },
  { "certainly not", BUNDLE (GRADED (NUMBER ("official", ASKED), "certainly-not")), BD_VALIDATION_NONE, NULL, ASKED, "no certain match", FALSE },
  { "certain, by grade", BUNDLE (GRADED (NUMBER ("official", ASKED), "certain") "," GRADED (NUMBER ("official", OTHER), "possible")),
    BD_VALIDATION_CERTAIN, ASKED, ASKED " " OTHER, "is certain", TRUE },
  { "only included", BUNDLE ("{'resource':" PERSON (NUMBER ("official", ASKED)) ",'search':{'mode':'include'}}"), BD_VALIDATION_NONE, NULL,
    ASKED, "no certain match", FALSE },
  { "a warning beside it", BUNDLE (ENTRY (NUMBER ("official", ASKED)) ",{'resource':{'resourceType':'OperationOutcome'}}"),
    BD_VALIDATION_CERTAIN, ASKED, ASKED, "is certain", TRUE },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (BdJson) json = parse (row->answer);
  g_autoptr (BdBundle) bundle = bd_bundle_new (json);
  g_autoptr (BdValidation) validation = bd_validation_new (bundle, ASKED);
  g_autofree char *nhis = NULL;

  g_assert_nonnull (validation);
  nhis = g_strjoinv (" ", validation->nhis);
  g_assert_cmpstr (bd_validation_kind_to_string (validation->kind), ==, bd_validation_kind_to_string (row->kind));
  g_assert_cmpstr (validation->asked_nhi, ==, ASKED);
  g_assert_cmpstr (validation->nhi, ==, row->nhi);
  g_assert_cmpstr (nhis, ==, row->nhis);
  g_assert_true (bd_validation_is_certain (validation) == row->certain);
  g_assert_nonnull (strstr (validation->sentence, row->says));
  g_assert_nonnull (strstr (validation->sentence, ASKED));
}

static void
test_no_answer (void)
{
  static const char *const answers[] = {
    "{'resourceType':'Parameters'}", "{'resourceType':'OperationOutcome'}", BUNDLE ("{'resource':{'resourceType':'Patient'}}"),
    BUNDLE (ENTRY (NUMBER ("official", ASKED)) ",{'resource':{'resourceType':'Patient','id':'x'}}"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (BdJson) json = parse (answers[i]);
      g_autoptr (BdBundle) bundle = bd_bundle_new (json);

      g_assert_null (bd_validation_new (bundle, ASKED));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/validation/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/validation/no-answer", test_no_answer);

  return g_test_run ();
}
