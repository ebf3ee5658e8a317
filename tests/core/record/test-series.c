/* test-series.c: what may stand in one picture, and what only in the list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "project.h"

#include "bd-series.h"

#include <math.h>

#define HBA1C "'code':{'coding':[{'system':'http://loinc.org','code':'59261-8','display':'HbA1c'}]}"
#define QUANTITY(v, u) "'valueQuantity':{'value':" v ",'unit':'" u "'}"
#define ON(day) "'effectiveDateTime':'" day "'"

static GListStore *
list_of (const char *const *members)
{
  GListStore *list = g_list_store_new (BD_TYPE_ENTRY);

  for (guint i = 0; members[i] != NULL; i++)
    {
      g_autofree char *text = g_strdup_printf ("{'resourceType':'Observation','id':'o%u',%s}", i, members[i]);
      g_autoptr (BdEntry) entry = project_from (text, BD_SOURCE_SDHR);

      g_assert_nonnull (entry);
      g_list_store_append (list, entry);
    }
  return list;
}

static GPtrArray *
collect (const char *const *members)
{
  g_autoptr (GListStore) list = list_of (members);

  return bd_series_collect (G_LIST_MODEL (list), NULL);
}

/* "title [unit] points/drawn/traces", joined by "; " */
static char *
outline (GPtrArray *all)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < all->len; i++)
    {
      const BdSeries *s = g_ptr_array_index (all, i);

      g_string_append_printf (text, "%s%s [%s] %u/%u/%u", i > 0 ? "; " : "", s->title, s->unit != NULL ? s->unit : "",
                              s->points->len, s->drawn->len, s->traces->len);
    }
  return g_string_free (text, FALSE);
}

static void
test_parting (void)
{
  static const struct { const char *members[5]; const char *outline; } rows[] = {
    { { NULL }, "" },
    { { HBA1C "," QUANTITY ("53", "mmol/mol") "," ON ("2025-01-02"), NULL }, "HbA1c [mmol/mol] 1/1/1" },
    /* units apart, unit missing apart */
    { { HBA1C "," QUANTITY ("53", "mmol/mol") "," ON ("2025-01-02"), HBA1C "," QUANTITY ("7.0", "%") "," ON ("2014-01-02"),
        HBA1C ",'valueQuantity':{'value':60}," ON ("2024-01-02"), NULL },
      "HbA1c [mmol/mol] 1/1/1; HbA1c [%] 1/1/1; HbA1c [] 1/1/1" },
    /* one unit in two spellings that mean the same */
    { { "'code':{'text':'T'},'valueQuantity':{'value':37,'code':'Cel'}," ON ("2025-01-02"),
        "'code':{'text':'T'}," QUANTITY ("38", "°C") "," ON ("2025-01-03"), NULL }, "T [°C] 2/2/1" },
    /* the code is the kind, not the display, in whatever order the codings come */
    { { "'code':{'coding':[{'system':'http://loinc.org','code':'59261-8','display':'A1c'}]}," QUANTITY ("50", "mmol/mol") "," ON ("2024-01-02"),
        "'code':{'coding':[{'system':'urn:local','code':'X'},{'system':'http://loinc.org','code':'59261-8','display':'HbA1c'}]},"
        QUANTITY ("53", "mmol/mol") "," ON ("2023-01-02"), NULL }, "A1c [mmol/mol] 2/2/1" },
    /* what its name contradicts is not of its code's kind */
    { { "'code':{'coding':[{'system':'http://loinc.org','code':'2823-3','display':'Potassium'}]}," QUANTITY ("4.1", "mmol/L") "," ON ("2025-01-02"),
        "'code':{'text':'Sodium','coding':[{'system':'http://loinc.org','code':'2823-3','display':'Potassium'}]}," QUANTITY ("140", "mmol/L") "," ON ("2024-01-02"), NULL },
      "Potassium [mmol/L] 1/1/1; Sodium (coded: Potassium) [mmol/L] 1/1/1" },
    /* one display, two codes; one code, two systems */
    { { "'code':{'coding':[{'system':'http://loinc.org','code':'1','display':'Weight'}]}," QUANTITY ("50", "kg") "," ON ("2024-01-02"),
        "'code':{'coding':[{'system':'http://loinc.org','code':'2','display':'Weight'}]}," QUANTITY ("50", "kg") "," ON ("2024-01-02"),
        "'code':{'coding':[{'system':'urn:local','code':'2','display':'Weight'}]}," QUANTITY ("50", "kg") "," ON ("2024-01-02"), NULL },
      "Weight [kg] 1/1/1; Weight [kg] 1/1/1; Weight [kg] 1/1/1" },
    /* words stand with every unit of their kind, or alone */
    { { HBA1C "," QUANTITY ("53", "mmol/mol") "," ON ("2025-01-02"), HBA1C "," QUANTITY ("7.0", "%") "," ON ("2014-01-02"),
        HBA1C ",'valueString':'haemolysed'," ON ("2024-01-02"), NULL }, "HbA1c [mmol/mol] 2/1/1; HbA1c [%] 2/1/1" },
    { { "'code':{'text':'Smoking'},'valueString':'Ex-smoker'," ON ("2024-01-02"), NULL }, "Smoking [] 1/0/0" },
    /* a component of another unit is another series of the kind */
    { { "'code':{'text':'Exercise'},'component':[{'code':{'text':'Rate'}," QUANTITY ("80", "/min") "},{'code':{'text':'Load'},"
        QUANTITY ("100", "W") "}]," ON ("2024-01-02"), NULL }, "Exercise [/min] 1/1/1; Exercise [W] 1/1/1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) all = collect (rows[i].members);
      g_autofree char *got = outline (all);

      g_assert_cmpstr (got, ==, rows[i].outline);
    }
}

/* Why a value is only listed. */
static void
test_places (void)
{
  static const struct { const char *members; BdPointPlace place; } rows[] = {
    { QUANTITY ("53", "x") "," ON ("2025-01-02"), BD_POINT_DRAWN },
    { QUANTITY ("53", "x") "," ON ("2025-01-02T10:00:00+13:00"), BD_POINT_DRAWN },
    { QUANTITY ("53", "x") ",'status':'amended'," ON ("2025-01-02"), BD_POINT_DRAWN },
    { QUANTITY ("53", "x") ",'status':'preliminary'," ON ("2025-01-02"), BD_POINT_DRAWN },
    { QUANTITY ("53", "x") "," ON ("2025"), BD_POINT_VAGUE_DATE },
    { QUANTITY ("53", "x") "," ON ("2025-01"), BD_POINT_VAGUE_DATE },
    { QUANTITY ("53", "x") "," ON ("yesterday"), BD_POINT_NO_DATE },
    { QUANTITY ("53", "x"), BD_POINT_NO_DATE },
    { QUANTITY ("53", "x") ",'issued':'2025-01-02T10:00:00+13:00'", BD_POINT_NO_DATE },
    { QUANTITY ("53", "x") ",'effectivePeriod':{'start':'2025-01-02T09:00:00+13:00','end':'2025-01-03T09:00:00+13:00'}", BD_POINT_PERIOD },
    { QUANTITY ("53", "x") ",'effectivePeriod':{'start':'2025-01-02T09:00:00+13:00','end':'2025-01-02T10:00:00+13:00'}", BD_POINT_DRAWN },
    { QUANTITY ("53", "x") ",'status':'entered-in-error'," ON ("2025-01-02"), BD_POINT_APART },
    { QUANTITY ("53", "x") ",'status':'entered-in-error'," ON ("2025"), BD_POINT_APART },
    { QUANTITY ("53", "x") ",'status':'cancelled'," ON ("2025-01-02"), BD_POINT_APART },
    { QUANTITY ("53", "x") ",'status':'verified'," ON ("2025-01-02"), BD_POINT_STATUS },
    { QUANTITY ("53", "x") ",'status':'unknown'," ON ("2025-01-02"), BD_POINT_STATUS },
    { QUANTITY ("53", "x") ",'status':'final','dataAbsentReason':{'coding':[{'code':'error'}]}," ON ("2025-01-02"), BD_POINT_STATUS },
    { QUANTITY ("53", "x") ",'focus':[{'display':'fetus'}]," ON ("2025-01-02"), BD_POINT_ANOTHER },
    { "'valueQuantity':{'value':5,'unit':'mg','system':'http://unitsofmeasure.org','code':'g'}," ON ("2025-01-02"), BD_POINT_UNIT_DOUBT },
    { QUANTITY ("1e16", "x") "," ON ("2025-01-02"), BD_POINT_NO_NUMBER },
    { "'valueString':'about 5'," ON ("2025-01-02"), BD_POINT_NO_NUMBER },
    { "'valueRange':{'low':{'value':1},'high':{'value':2}}," ON ("2025-01-02"), BD_POINT_NO_NUMBER },
    { "'dataAbsentReason':{'coding':[{'code':'asked-declined'}]}," ON ("2025"), BD_POINT_NO_NUMBER },
    { "'valueString':'none','status':'entered-in-error'," ON ("2025-01-02"), BD_POINT_APART },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *members = g_strdup_printf ("'code':{'text':'K'},%s", rows[i].members);
      const char *one[] = { members, NULL };
      g_autoptr (GPtrArray) all = collect (one);
      const BdSeries *series = g_ptr_array_index (all, 0);
      const BdSeriesPoint *point = g_ptr_array_index (series->points, 0);

      g_test_message ("%s", rows[i].members);
      g_assert_cmpuint (all->len, ==, 1);
      g_assert_cmpint (point->place, ==, rows[i].place);
      g_assert_cmpuint (series->drawn->len, ==, rows[i].place == BD_POINT_DRAWN);
    }
}

/* Exact text stays; a bound is kept, in the value and in a component. */
static void
test_exact (void)
{
  static const struct { const char *members; const char *value, *comparator; double number; } rows[] = {
    { QUANTITY ("1.10", "x"), "1.10", NULL, 1.1 },
    { "'valueQuantity':{'value':5,'comparator':'<','unit':'x'}", "5", "<", 5 },
    { "'valueQuantity':{'value':90,'comparator':'>=','unit':'x'}", "90", ">=", 90 },
    { "'component':[{'code':{'text':'c'},'valueQuantity':{'value':5.0,'comparator':'<=','unit':'x'}}]", "5.0", "<=", 5 },
    { "'valueInteger':-3", "-3", NULL, -3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *members = g_strdup_printf ("'code':{'text':'K'}," ON ("2025-01-02") ",%s", rows[i].members);
      const char *one[] = { members, NULL };
      g_autoptr (GPtrArray) all = collect (one);
      const BdSeries *series = g_ptr_array_index (all, 0);
      const BdSeriesPoint *point = g_ptr_array_index (series->drawn, 0);
      const BdSeriesPart *part = g_ptr_array_index (point->parts, 0);

      g_assert_cmpstr (part->value, ==, rows[i].value);
      g_assert_cmpstr (part->comparator, ==, rows[i].comparator);
      g_assert_cmpfloat (part->number, ==, rows[i].number);
    }
}

#define BP_CODE "'code':{'coding':[{'system':'http://loinc.org','code':'85354-9'}]}"
#define HALF(code, name, value, more) "{'code':{'coding':[{'system':'http://loinc.org','code':'" code "','display':'" name "'}]}," \
                                      "'valueQuantity':{'value':" value ",'unit':'mmHg','code':'mm[Hg]'}" more "}"

/* Systolic and diastolic are two traces of one series, whatever order and names they were sent with. */
static void
test_pressure (void)
{
  static const char *const members[] = {
    BP_CODE "," ON ("2024-01-02") ",'component':[" HALF ("8480-6", "Systolic blood pressure", "148", "") "," HALF ("8462-4", "Diastolic", "92", "") "]",
    BP_CODE "," ON ("2025-01-02") ",'component':[" HALF ("8462-4", "Diastolic blood pressure", "80.0", ",'referenceRange':[{'high':{'value':90,'unit':'mmHg','code':'mm[Hg]'}}]")
      "," HALF ("8480-6", "Systolic", "132", "") "]",
    NULL
  };
  g_autoptr (GPtrArray) all = collect (members);
  const BdSeries *series = g_ptr_array_index (all, 0);
  const BdSeriesPoint *last;
  const BdSeriesPart *low;

  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpstr (series->unit, ==, "mm Hg");
  g_assert_cmpuint (series->traces->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (series->traces, 0), ==, "Systolic");
  g_assert_cmpstr (g_ptr_array_index (series->traces, 1), ==, "Diastolic");
  g_assert_cmpuint (series->drawn->len, ==, 2);
  last = g_ptr_array_index (series->drawn, 1);
  low = g_ptr_array_index (last->parts, 1);
  g_assert_cmpstr (low->value, ==, "80.0");
  g_assert_cmpuint (low->trace, ==, 1);
  g_assert_cmpstr (low->range, ==, "up to 90 mmHg");
}

/* Oldest first: instants in the zone, days as written, without a date before all. */
static void
test_order (void)
{
  static const char *const members[] = {
    HBA1C "," QUANTITY ("4", "x") "," ON ("2025-03-01T09:00:00Z"),         /* 22:00 on the same day in Auckland */
    HBA1C "," QUANTITY ("3", "x") "," ON ("2025-03-01"),
    HBA1C "," QUANTITY ("2", "x") "," ON ("2025-02-28T20:00:00+00:00"),    /* 09:00 on 01-Mar in Auckland */
    HBA1C "," QUANTITY ("1", "x") "," ON ("2024"),
    HBA1C "," QUANTITY ("0", "x"),
    NULL
  };
  g_autoptr (GPtrArray) all = collect (members);
  const BdSeries *series = g_ptr_array_index (all, 0);

  g_assert_cmpuint (series->points->len, ==, 5);
  for (guint i = 0; i < series->points->len; i++)
    {
      const BdSeriesPoint *point = g_ptr_array_index (series->points, i);

      g_assert_cmpint ((int) ((const BdSeriesPart *) g_ptr_array_index (point->parts, 0))->number, ==, i);
    }
  g_assert_cmpuint (series->drawn->len, ==, 3);
  g_assert_cmpfloat (floor (((const BdSeriesPoint *) g_ptr_array_index (series->drawn, 0))->day), ==,
                     floor (((const BdSeriesPoint *) g_ptr_array_index (series->drawn, 2))->day));
}

static void
test_band (void)
{
  static const struct { const char *first, *second; gboolean band; double low, high; } rows[] = {
    { "{'high':{'value':50,'unit':'x'}}", "{'high':{'value':50,'unit':'x'}}", TRUE, -INFINITY, 50 },
    { "{'low':{'value':60,'unit':'x'}}", "{'low':{'value':60,'unit':'x'}}", TRUE, 60, INFINITY },
    { "{'low':{'value':4.0,'unit':'x'},'high':{'value':6.5,'unit':'x'}}", "{'low':{'value':4.0,'unit':'x'},'high':{'value':6.5,'unit':'x'}}", TRUE, 4, 6.5 },
    { "{'low':{'value':4},'high':{'value':6}}", "{'low':{'value':4},'high':{'value':6}}", TRUE, 4, 6 },
    { "{'high':{'value':50,'unit':'x'}}", "{'high':{'value':40,'unit':'x'}}", FALSE, 0, 0 },
    { "{'high':{'value':50,'unit':'x'}}", NULL, FALSE, 0, 0 },
    { "{'high':{'value':50,'unit':'y'}}", "{'high':{'value':50,'unit':'y'}}", FALSE, 0, 0 },
    { "{'text':'see report'}", "{'text':'see report'}", FALSE, 0, 0 },
    { "{'high':{'value':5,'unit':'x'},'appliesTo':[{'text':'women'}]}", "{'high':{'value':5,'unit':'x'},'appliesTo':[{'text':'women'}]}", FALSE, 0, 0 },
    { NULL, NULL, FALSE, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *ranges[] = { rows[i].first, rows[i].second };
      char *members[3] = { NULL };
      g_autoptr (GPtrArray) all = NULL;
      double low, high;
      gboolean band;

      for (guint j = 0; j < 2; j++)
        members[j] = g_strdup_printf (HBA1C "," QUANTITY ("5", "x") ",'effectiveDateTime':'2025-01-0%u'%s%s%s", j + 1,
                                      ranges[j] != NULL ? ",'referenceRange':[" : "", ranges[j] != NULL ? ranges[j] : "",
                                      ranges[j] != NULL ? "]" : "");
      all = collect ((const char *const *) members);
      band = bd_series_get_band (g_ptr_array_index (all, 0), 0, &low, &high);
      g_assert_cmpint (band, ==, rows[i].band);
      if (band)
        {
          g_assert_cmpfloat (low, ==, rows[i].low);
          g_assert_cmpfloat (high, ==, rows[i].high);
        }
      g_free (members[0]);
      g_free (members[1]);
    }
}

/* Only the kind asked for; reports are no points. */
static void
test_of_entry (void)
{
  static const char *const members[] = { HBA1C "," QUANTITY ("5", "x") "," ON ("2025-01-02"), "'code':{'text':'Other'}," QUANTITY ("5", "x") "," ON ("2025-01-02"),
                                         HBA1C "," QUANTITY ("6", "x") "," ON ("2025-01-03"), NULL };
  g_autoptr (GListStore) list = list_of (members);
  g_autoptr (BdEntry) entry = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_autoptr (BdEntry) report = project ("DiagnosticReport", HBA1C ",'conclusion':'5'");
  g_autoptr (GPtrArray) of_kind = bd_series_of_entry (G_LIST_MODEL (list), entry, NULL);
  g_autoptr (GPtrArray) none = NULL;
  g_autofree char *got = outline (of_kind);

  g_assert_cmpstr (got, ==, "HbA1c [x] 2/2/1");
  g_list_store_append (list, report);
  none = bd_series_of_entry (G_LIST_MODEL (list), report, NULL);
  g_assert_cmpuint (none->len, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/series/parting", test_parting);
  g_test_add_func ("/series/places", test_places);
  g_test_add_func ("/series/exact", test_exact);
  g_test_add_func ("/series/pressure", test_pressure);
  g_test_add_func ("/series/order", test_order);
  g_test_add_func ("/series/band", test_band);
  g_test_add_func ("/series/of-entry", test_of_entry);

  return g_test_run ();
}
