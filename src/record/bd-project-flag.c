/* bd-project-flag.c: Flag as a warning that stands with the allergies
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-project-private.h"

void
bd_project_flag (const BdBundle   *page,
                 const BdJsonNode *resource,
                 BdEntryFields    *f)
{
  const BdJsonNode *period = bd_json_get (resource, "period");

  bd_fields_set_concept (f, bd_json_get (resource, "code"));
  bd_fields_set_status (f, bd_json_get (resource, "status"));
  f->category = bd_words_categories (bd_json_get (resource, "category"));
  bd_fields_set_date (f, BD_DATE_START, bd_json_get (period, "start"));
  bd_fields_set_date (f, BD_DATE_END, bd_json_get (period, "end"));
  bd_fields_set_recorder (f, page, resource, bd_json_get (resource, "author"));
  bd_fields_say_ended (f);
  bd_entry_fields_mark (f, "warning");
}
