/* project.h — test help: JSON in, one entry out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-projection.h"

#include <string.h>

#define FETCHED_AT G_GINT64_CONSTANT (1763620000000000)

/* Single quotes in the text stand for double ones. */
static inline BdJson *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;
  BdJson *parsed = bd_json_parse (bytes, &error);

  g_assert_no_error (error);
  return parsed;
}

static inline BdEntry *
project_from (const char *text,
              BdSource    source)
{
  g_autoptr (BdJson) json = parse (text);
  g_autoptr (BdBundle) page = bd_bundle_new (json);
  const BdBundleEntry *first = &g_array_index (page->entries, BdBundleEntry, 0);

  return bd_project_resource (page, first->resource, first->full_url, source, FETCHED_AT);
}

/* What is inside the braces after the resourceType. */
static inline BdEntry *
project (const char *type,
         const char *members)
{
  g_autofree char *text = g_strdup_printf ("{'resourceType':'%s','id':'1'%s%s}", type, *members != '\0' ? "," : "", members);
  BdEntry *entry = project_from (text, BD_SOURCE_SDHR);

  g_assert_nonnull (entry);
  return entry;
}

static inline void
assert_detail (BdEntry    *entry,
               const char *part)
{
  g_assert_nonnull (bd_entry_peek (entry)->detail);
  g_assert_nonnull (strstr (bd_entry_peek (entry)->detail, part));
}
