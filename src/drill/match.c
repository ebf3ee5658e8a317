/* match.c: Patient/$match: candidates, best first
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "match.h"
#include "services.h"

#include <string.h>

#define LEAST_SCORE   40
#define DEFAULT_COUNT 10

typedef struct
{
  char  *nhi;
  guint  score;
} Candidate;

/* No case, no macrons. */
char *
bd_drill_match_fold (const char *text)
{
  g_autofree char *plain = text != NULL ? g_str_to_ascii (text, "en") : NULL;

  return plain != NULL ? g_ascii_strdown (g_strstrip (plain), -1) : NULL;
}

/* Every word of the given names, folded. */
GPtrArray *
bd_drill_match_given (JsonObject *name)
{
  JsonArray *given = bd_drill_json_array (name, "given");
  GPtrArray *folded = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; given != NULL && i < json_array_get_length (given); i++)
    {
      g_autofree char *text = bd_drill_match_fold (json_array_get_string_element (given, i));
      g_auto (GStrv) words = g_strsplit (text, " ", -1);

      for (guint w = 0; words[w] != NULL; w++)
        if (words[w][0] != '\0')
          g_ptr_array_add (folded, g_strdup (words[w]));
    }

  return folded;
}

static guint
score_family (const char *wanted,
              const char *have)
{
  if (wanted == NULL || have == NULL)
    return 0;
  if (g_str_equal (wanted, have))
    return 40;

  return strlen (wanted) > 2 && strncmp (wanted, have, 3) == 0 ? 15 : 0;
}

static guint
score_given (GPtrArray *wanted,
             GPtrArray *have)
{
  guint score = 0;

  for (guint w = 0; w < wanted->len; w++)
    for (guint h = 0; h < have->len; h++)
      {
        const char *a = g_ptr_array_index (wanted, w);
        const char *b = g_ptr_array_index (have, h);

        if (g_str_equal (a, b))
          {
            score += w == 0 && h == 0 ? 30 : 20;
            break;
          }
        if (strncmp (a, b, MIN (strlen (a), 3)) == 0)
          {
            score += 8;
            break;
          }
      }

  return MIN (score, 50);
}

/* A birth date may be a year, or a year and month, on either side. */
static guint
score_born (const char *wanted,
            const char *have)
{
  gsize n;

  if (wanted == NULL || have == NULL || strlen (wanted) < 4 || strncmp (wanted, have, 4) != 0)
    return 0;
  n = MIN (strlen (wanted), strlen (have));
  if (strncmp (wanted, have, n) == 0)
    return n >= 10 ? 40 : n >= 7 ? 33 : 25;

  return 10;
}

/* From 0 to 140, as many as the guide has. */
guint
bd_drill_match_score (const BdDrillWanted *wanted,
                      JsonObject          *patient)
{
  JsonArray *names = bd_drill_json_array (patient, "name");
  JsonObject *name;
  guint best = 0;

  for (guint i = 0; (name = bd_drill_json_element (names, i)) != NULL; i++)
    {
      g_autofree char *family = bd_drill_match_fold (bd_drill_json_string (name, "family"));
      g_autoptr (GPtrArray) given = bd_drill_match_given (name);
      guint score = score_family (wanted->family, family) + score_given (wanted->given, given);

      best = MAX (best, score);
    }
  if (best == 0)
    return 0;
  best += score_born (wanted->born, bd_drill_json_string (patient, "birthDate"));
  if (g_strcmp0 (wanted->gender, bd_drill_json_string (patient, "gender")) == 0)
    best += 10;

  return MIN (best, 140);
}

/* For bd_drill_people_each(). */
typedef struct
{
  const BdDrillWanted *wanted;
  GPtrArray           *found;   /* Candidate */
} Search;

static void
consider (BdDrillPerson *person,
          gpointer       user_data)
{
  Search *search = user_data;
  guint score = bd_drill_match_score (search->wanted, person->patient);
  Candidate *candidate;

  if (score < LEAST_SCORE)
    return;
  candidate = g_new0 (Candidate, 1);
  candidate->nhi = g_strdup (person->nhi);
  candidate->score = score;
  g_ptr_array_add (search->found, candidate);
}

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;

  g_free (candidate->nhi);
  g_free (candidate);
}

static int
compare_candidates (gconstpointer a,
                    gconstpointer b)
{
  const Candidate *x = *(const Candidate *const *) a;
  const Candidate *y = *(const Candidate *const *) b;

  if (x->score != y->score)
    return x->score > y->score ? -1 : 1;

  return strcmp (x->nhi, y->nhi);
}

/* No total, and no empty list of entries (NHI guide 1.6.5, match). */
JsonObject *
bd_drill_match_bundle (void)
{
  return bd_drill_json_strings ("resourceType", "Bundle", "type", "searchset", NULL);
}

/* Takes patient. */
void
bd_drill_match_add (JsonObject *bundle,
                    JsonObject *patient,
                    guint       score)
{
  JsonArray *entries = bd_drill_json_array (bundle, "entry");
  JsonObject *entry = json_object_new ();
  g_autofree char *number = g_strdup_printf (BD_DRILL_NUMBER_MARK "%u.0", score);

  json_object_set_object_member (entry, "resource", patient);
  json_object_set_object_member (entry, "search", bd_drill_json_strings ("score", number, NULL));
  if (entries != NULL)
    json_array_add_object_element (entries, entry);
  else
    json_object_set_array_member (bundle, "entry", bd_drill_json_list (entry));
}

static JsonObject *
bundle_of (BdDrillRequest *request,
           GPtrArray      *found,
           guint           count)
{
  JsonObject *bundle = bd_drill_match_bundle ();

  for (guint i = 0; i < MIN (found->len, count); i++)
    {
      Candidate *candidate = g_ptr_array_index (found, i);
      g_autoptr (BdDrillPerson) person = bd_drill_people_find (bd_drill_people (request->drill), candidate->nhi);

      bd_drill_match_add (bundle, json_object_ref (person->patient), candidate->score);
    }

  return bundle;
}

static void
find_candidates (BdDrillRequest      *request,
                 const BdDrillWanted *wanted,
                 gint64               count)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (candidate_free);
  Search search = { wanted, found };

  bd_drill_people_each (bd_drill_people (request->drill), TRUE, consider, &search);
  g_ptr_array_sort (found, compare_candidates);
  bd_drill_request_reply (request, 200, bundle_of (request, found, (guint) MAX (count, 1)));
}

static JsonObject *
find_parameter (JsonObject *parameters,
                const char *name)
{
  JsonObject *parameter;

  for (guint i = 0; (parameter = bd_drill_json_element (bd_drill_json_array (parameters, "parameter"), i)) != NULL; i++)
    if (g_strcmp0 (bd_drill_json_string (parameter, "name"), name) == 0)
      return parameter;

  return NULL;
}

/**
 * bd_drill_match_validates:
 * @request: to Patient/$match
 *
 * Returns: whether only certain matches are wanted, which is another right than to search
 *   (NHI guide 1.6.5, scopes)
 */
gboolean
bd_drill_match_validates (BdDrillRequest *request)
{
  g_autoptr (JsonObject) body = bd_drill_request_body (request);

  return bd_drill_json_boolean (find_parameter (body, "onlyCertainMatches"), "valueBoolean");
}

/**
 * bd_drill_match:
 * @request: to Patient/$match
 *
 * Scores from 40 to 140, best first, no total; name and birth date are required
 * (NHI guide 1.6.5, match and validate).
 */
void
bd_drill_match (BdDrillRequest *request)
{
  g_autoptr (JsonObject) body = bd_drill_request_body (request);
  JsonObject *patient = bd_drill_json_object (find_parameter (body, "resource"), "resource");
  JsonObject *name = bd_drill_json_element (bd_drill_json_array (patient, "name"), 0);
  gint64 count = bd_drill_json_integer (find_parameter (body, "count"), "valueInteger", DEFAULT_COUNT);
  g_autofree char *family = bd_drill_match_fold (bd_drill_json_string (name, "family"));
  g_autoptr (GPtrArray) given = bd_drill_match_given (name);
  const BdDrillWanted wanted = { family, given, bd_drill_json_string (patient, "birthDate"), bd_drill_json_string (patient, "gender") };

  if (name == NULL || wanted.born == NULL)
    bd_drill_request_reply (request, 400,
      bd_drill_outcome_coded ("error", "processing", BD_DRILL_HIP_ERRORS, "EM07201", "A name and a birth date are required."));
  else if (bd_drill_match_validates (request))
    bd_drill_validate (request, patient, &wanted);
  else
    find_candidates (request, &wanted, count);
}
