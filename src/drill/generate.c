/* generate.c: any number of people from a seed, made when they are asked for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing is kept: person n and record i follow from the seed alone, so a
 * hundred thousand people cost no memory.
 */
#include "generate.h"

#include <stdio.h>
#include <string.h>

#include "number.h"

static const char *const families[] = {
  "Tamihana", "Ngata", "Parata", "Rangihuna", "Wikaire", "Hōhepa", "Te Awa", "Faleolo", "Leota", "Tuimavave",
  "Vaipulu", "Taufa", "Campbell", "Harkness", "Okeby", "Thornbury", "Patel", "Singh", "Zhang", "Kim",
  "Nguyen", "Fraser", "McCaw-Bell", "Ruatapu", "Pōtae", "Hemara",
};
static const char *const given_names[] = {
  "Aroha", "Mere", "Hōne", "Wiremu", "Tāne", "Ngaio", "Sione", "Lupe", "Mele", "Tevita", "Ana", "Kahu",
  "Grace", "Oliver", "Isla", "Jack", "Priya", "Arjun", "Wei", "Ji-woo", "Mia", "Noah", "Rāwiri", "Kiri",
};
static const char *const allergies[] = {
  "snomed:91936005 Allergy to penicillin", "snomed:91935009 Allergy to peanut",
  "snomed:300913006 Allergy to shellfish", "snomed:294505008 Allergy to amoxicillin",
};
static const char *const conditions[] = {
  "snomed:44054006 Diabetes mellitus type 2", "snomed:38341003 Hypertensive disorder", "snomed:195967001 Asthma",
  "snomed:709044004 Chronic kidney disease", "snomed:90560007 Gout", "snomed:396275006 Osteoarthritis",
  "snomed:35489007 Depressive disorder", "snomed:49436004 Atrial fibrillation",
};
static const char *const medicines[] = {
  "nzmt:10395031000116107 Atorvastatin 20mg Tablets", "nzmt:10037311000116101 Paracetamol 500mg Tablets",
  "nzmt:44271691000116103 Aspirin 100mg EC Tablets", "nzmt:10109621000116108 Amlodipine 5 mg tablet",
  "nzmt:10030521000116104 Allopurinol 300 mg tablet", "nzmt:10195211000116102 Losartan potassium 50 mg tablet",
};
static const char *const vaccines[] = {
  "cvx:115 Tdap", "cvx:150 Influenza", "cvx:217 COVID-19 mRNA-CV (30mcg)", "cvx:03 MMR",
};

/* Of 100 entries this many are of that kind. */
static const struct { const char *service, *type; guint share; } kinds[] = {
  { "sdhr", "AllergyIntolerance", 3 }, { "sdhr", "Condition", 8 },  { "sdhr", "Observation", 55 },
  { "sdhr", "Encounter", 5 },          { "mdr", "MedicationRequest", 12 }, { "mdr", "MedicationDispense", 12 },
  { "air", "Immunization", 4 },        { "mws", "AllergyIntolerance", 1 },
};

/* A small fixed mixing function: the same everywhere, for ever. */
static guint
mix (guint a,
     guint b,
     guint c)
{
  guint64 x = ((guint64) a << 32 | b) ^ ((guint64) c * 0x9E3779B97F4A7C15u);

  x ^= x >> 30;
  x *= 0xBF58476D1CE4E5B9u;
  x ^= x >> 27;
  x *= 0x94D049BB133111EBu;

  return (guint) (x >> 32);
}

static const char *
pick (const char *const *from,
      gsize              n,
      guint              random)
{
  return from[random % n];
}

#define PICK(from, random) pick (from, G_N_ELEMENTS (from), random)

static JsonObject *
generated_patient (guint n,
                   guint seed)
{
  JsonObject *patient = json_object_new ();
  JsonObject *name = bd_drill_json_strings ("family", PICK (families, mix (seed, n, 1)), NULL);
  JsonObject *address = bd_drill_json_strings ("city", "Whakatāne", "postalCode", "3120", NULL);
  JsonArray *given = json_array_new ();
  JsonArray *lines = json_array_new ();
  g_autofree char *line = g_strdup_printf ("%u Pōhutukawa Avenue", 1 + mix (seed, n, 4) % 300);
  g_autofree char *born = g_strdup_printf ("%u-%02u-%02u", 1930 + mix (seed, n, 5) % 96,
                                           1 + mix (seed, n, 6) % 12, 1 + mix (seed, n, 7) % 28);

  json_array_add_string_element (given, PICK (given_names, mix (seed, n, 2)));
  json_object_set_array_member (name, "given", given);
  json_object_set_array_member (patient, "name", bd_drill_json_list (name));
  json_object_set_string_member (patient, "gender", mix (seed, n, 3) % 2 ? "female" : "male");
  json_object_set_string_member (patient, "birthDate", born);
  json_array_add_string_element (lines, line);
  json_object_set_array_member (address, "line", lines);
  json_object_set_array_member (patient, "address", bd_drill_json_list (address));

  return patient;
}

/**
 * bd_drill_generate_sketch:
 * @n: which, from 0
 * @entries: records over all services
 * @seed: the same seed gives the same person
 *
 * Much cheaper than the whole person: enough to look through everybody's names.
 *
 * Returns: (transfer full): the person, whose patient has only what was invented
 */
BdDrillPerson *
bd_drill_generate_sketch (guint n,
                          guint entries,
                          guint seed)
{
  BdDrillPerson *self = g_rc_box_new0 (BdDrillPerson);

  self->nhi = bd_drill_number_nth (n);
  self->number = n;
  self->entries = entries;
  self->seed = seed;
  self->patient = generated_patient (n, seed);

  return self;
}

/**
 * bd_drill_generate_person:
 * @n: which, from 0
 * @entries: records over all services
 * @seed: the same seed gives the same person
 *
 * Returns: (transfer full): the person
 */
BdDrillPerson *
bd_drill_generate_person (guint n,
                          guint entries,
                          guint seed)
{
  BdDrillPerson *self = bd_drill_generate_sketch (n, entries, seed);
  g_autoptr (JsonObject) brief = g_steal_pointer (&self->patient);
  BdDrillFill fill = { .nhi = self->nhi };

  self->patient = bd_drill_fill_patient (brief, &fill);

  return self;
}

static guint
kind_of (const char *service,
         const char *type)
{
  guint k = 0;

  while (k < G_N_ELEMENTS (kinds) && !(g_str_equal (kinds[k].service, service) && g_str_equal (kinds[k].type, type)))
    k++;

  return k;
}

/**
 * bd_drill_generate_count:
 * @entries: records over all services
 * @service: a service
 * @type: a resource type
 *
 * Returns: how many of @entries are of this kind; all kinds together make @entries
 */
guint
bd_drill_generate_count (guint       entries,
                         const char *service,
                         const char *type)
{
  guint k = kind_of (service, type);
  guint rest = entries;

  if (k == G_N_ELEMENTS (kinds))
    return 0;
  if (!g_str_equal (type, "Observation"))
    return entries * kinds[k].share / 100;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (i != k)
      rest -= entries * kinds[i].share / 100;

  return rest;
}

static JsonObject *
brief_of (guint       k,
          guint       random,
          const char *date)
{
  const char *type = kinds[k].type;

  if (g_str_equal (type, "AllergyIntolerance"))
    return bd_drill_json_strings ("code", PICK (allergies, random), "clinicalStatus", "aclin:active Active",
                                  "recordedDate", date, NULL);
  if (g_str_equal (type, "Condition"))
    return bd_drill_json_strings ("code", PICK (conditions, random), "clinicalStatus", "cclin:active Active",
                                  "onsetDateTime", date, NULL);
  if (g_str_equal (type, "Encounter"))
    return bd_drill_json_strings ("participant", "91ZZXN Dr Generated", NULL);
  if (g_str_equal (type, "Immunization"))
    return bd_drill_json_strings ("status", "completed", "vaccineCode", PICK (vaccines, random),
                                  "occurrenceDateTime", date, "+dose", "1", NULL);
  if (g_str_equal (type, "Observation"))
    {
      g_autofree char *value = g_strdup_printf ("%u.%02u mmol/L", 3 + random % 9, random / 16 % 100);

      return bd_drill_json_strings ("code", random % 2 ? "loinc:14749-6 Glucose" : "loinc:2823-3 Potassium",
                                    "effectiveDateTime", date, "valueQuantity", value, NULL);
    }

  return bd_drill_json_strings ("status", "completed", "medicationCodeableConcept", PICK (medicines, random),
                                "authoredOn", date, "+directions", "One daily", "+quantity", "90 tablet", NULL);
}

static JsonObject *
whole_record (BdDrillPerson *person,
              guint          k,
              guint          i,
              JsonObject    *brief,
              const char    *date)
{
  g_autofree char *name = bd_drill_person_name (person);
  g_autofree char *item = g_strdup_printf ("GEN%06uX%06u-1", person->number, i);
  BdDrillFill fill = { .nhi = person->nhi, .name = name, .label = name, .index = i };
  g_autoptr (JsonObject) request = NULL;
  JsonObject *supply;

  if (g_str_equal (kinds[k].service, "sdhr"))
    return bd_drill_fill_sdhr (kinds[k].type, brief, &fill);
  if (g_str_equal (kinds[k].service, "mws"))
    return bd_drill_fill_mws (brief, &fill);
  if (g_str_equal (kinds[k].service, "air"))
    return bd_drill_fill_air (brief, &fill);
  json_object_set_string_member (brief, "id", item);
  request = bd_drill_fill_request (brief, &fill);
  if (g_str_equal (kinds[k].type, "MedicationRequest"))
    return g_steal_pointer (&request);
  supply = bd_drill_json_strings ("whenPrepared", date, "quantity", "90 tablet", NULL);
  brief = bd_drill_fill_dispense (supply, request, 1, &fill);
  json_object_unref (supply);

  return brief;
}

/**
 * bd_drill_generate_record:
 * @person: a generated person
 * @service: a service
 * @type: a resource type
 * @i: which, below bd_drill_generate_count()
 *
 * Returns: (transfer full): the whole resource
 */
JsonObject *
bd_drill_generate_record (BdDrillPerson *person,
                          const char    *service,
                          const char    *type,
                          guint          i)
{
  guint k = kind_of (service, type);
  /* a dispensing and its prescription must agree on the medicine */
  guint salt = g_str_equal (service, "mdr") ? 4 : k;
  guint random = mix (person->seed, person->number, i * 16 + salt);
  g_autofree char *date = g_strdup_printf ("%u-%02u-%02uT%02u:%02u:00+13:00", 2006 + random % 20, 1 + random / 32 % 12,
                                           1 + random / 512 % 28, 8 + random / 4096 % 9, random / 65536 % 60);
  g_autoptr (JsonObject) brief = brief_of (k, random, date);
  JsonObject *full = whole_record (person, k, i, brief, date);

  if (g_str_equal (type, "Encounter"))
    json_object_set_object_member (full, "period", bd_drill_json_strings ("start", date, NULL));
  if (!g_str_equal (service, "mdr"))
    {
      g_autofree char *id = g_strdup_printf ("%08x-%04x-4000-8000-%012x", person->number, k, i);

      json_object_set_string_member (full, "id", id);
    }

  return full;
}

/**
 * bd_drill_generate_owner:
 * @id: the id of a resource
 * @n: (out): which generated person would have it
 *
 * Returns: whether @id has the shape that this file gives
 */
gboolean
bd_drill_generate_owner (const char *id,
                         guint      *n)
{
  guint k, i;

  if (strlen (id) == 36 && sscanf (id, "%8x-%4x-4000-8000-%12x", n, &k, &i) == 3)
    return TRUE;

  return sscanf (id, "GEN%6uX%6u-1", n, &i) == 2;
}
