/* test-query.c: what is typed into the search, and how it is understood
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "home/bd-query.h"

static const struct { const char *typed; BdQueryKind kind; const char *number, *name, *born; } cases[] = {
  { "",                          BD_QUERY_EMPTY,      NULL, NULL, NULL },
  { "   ",                       BD_QUERY_EMPTY,      NULL, NULL, NULL },
  { "ZKC7284",                   BD_QUERY_NUMBER,     "ZKC7284", NULL, NULL },
  { "zkc 7284",                  BD_QUERY_NUMBER,     "ZKC7284", NULL, NULL },
  { "  zkc7284\n",               BD_QUERY_NUMBER,     "ZKC7284", NULL, NULL },
  { "ZKC7285",                   BD_QUERY_BAD_CHECK,  "ZKC7285", NULL, NULL },
  { "ZKC72",                     BD_QUERY_UNFINISHED, NULL, NULL, NULL },
  { "Westbrook 1971",            BD_QUERY_NAME,       NULL, "Westbrook", "1971" },
  { "Westbrook, Sage 05-Feb-1971", BD_QUERY_NAME,     NULL, "Westbrook  Sage", "05-Feb-1971" },
  { "Māia Te Rangi 5/2/1971",    BD_QUERY_NAME,       NULL, "Māia Te Rangi", "5/2/1971" },
  { "Westbrook",                 BD_QUERY_UNFINISHED, NULL, NULL, NULL },
  { "Westbrook 19",              BD_QUERY_UNFINISHED, NULL, NULL, NULL },
};

static void
test_understood (gconstpointer data)
{
  const char *typed = cases[GPOINTER_TO_UINT (data)].typed;
  g_autoptr (BdQuery) query = bd_query_new (typed);

  g_assert_cmpint (query->kind, ==, cases[GPOINTER_TO_UINT (data)].kind);
  if (query->kind == BD_QUERY_NUMBER || query->kind == BD_QUERY_BAD_CHECK)
    g_assert_cmpstr (query->number, ==, cases[GPOINTER_TO_UINT (data)].number);
  if (query->kind == BD_QUERY_NAME)
    {
      g_assert_cmpstr (query->name, ==, cases[GPOINTER_TO_UINT (data)].name);
      g_assert_cmpstr (query->born, ==, cases[GPOINTER_TO_UINT (data)].born);
    }
  if (query->kind == BD_QUERY_BAD_CHECK || query->kind == BD_QUERY_WRONG)
    g_assert_nonnull (query->sentence);
}

/* The sentence names the character that is wrong. */
static void
test_names_the_character (void)
{
  g_autoptr (BdQuery) query = bd_query_new ("ZKC72O4");

  g_assert_cmpint (query->kind, ==, BD_QUERY_WRONG);
  g_assert_nonnull (g_strstr_len (query->sentence, -1, "O"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/query/%02u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_understood);
    }
  g_test_add_func ("/query/names-the-character", test_names_the_character);

  return g_test_run ();
}
