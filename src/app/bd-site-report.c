/* bd-site-report.c: what `bedsidectl site check` prints
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-app-text.h"
#include "bd-json-writer.h"
#include "bd-site-profile.h"

static const char *const level_words[] = { "note", "warning", "error" };

static char *
report_json (const char *path,
             GPtrArray  *remarks,
             gboolean    ok)
{
  BdJsonWriter *writer = bd_json_writer_new (TRUE);

  bd_json_writer_begin_object (writer, NULL);
  bd_json_writer_string (writer, "file", path);
  bd_json_writer_boolean (writer, "ok", ok);
  bd_json_writer_begin_array (writer, "remarks");
  for (guint i = 0; i < remarks->len; i++)
    {
      const BdSiteRemark *remark = g_ptr_array_index (remarks, i);

      bd_json_writer_begin_object (writer, NULL);
      bd_json_writer_string (writer, "level", level_words[remark->level]);
      bd_json_writer_integer (writer, "line", remark->line);
      bd_json_writer_string (writer, "group", remark->group);
      bd_json_writer_string (writer, "key", remark->key);
      bd_json_writer_string (writer, "text", remark->text);
      bd_json_writer_end_object (writer);
    }
  bd_json_writer_end_array (writer);
  bd_json_writer_end_object (writer);

  return bd_json_writer_finish (writer);
}

static void
append_remark (GString            *text,
               const BdSiteRemark *remark)
{
  if (remark->line > 0)
    g_string_append_printf (text, "line %d: ", remark->line);
  g_string_append_printf (text, "%s: ", level_words[remark->level]);
  if (remark->group != NULL)
    g_string_append_printf (text, "[%s] ", remark->group);
  if (remark->key != NULL)
    g_string_append_printf (text, "%s: ", remark->key);
  g_string_append_printf (text, "%s\n", remark->text);
}

static char *
report_text (const char *path,
             GPtrArray  *remarks,
             guint       counts[3])
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < remarks->len; i++)
    append_remark (text, g_ptr_array_index (remarks, i));
  g_string_append_printf (text, "%s: %s. %u errors, %u warnings, %u notes.\n", path,
                          counts[BD_REMARK_ERROR] == 0 ? "can be used" : "cannot be used",
                          counts[BD_REMARK_ERROR], counts[BD_REMARK_WARNING], counts[BD_REMARK_NOTE]);

  return g_strdup (text->str);
}

/**
 * bd_site_check_to_text:
 * @path: a site profile
 * @as_json: as the command line's JSON, else for people
 * @exit_status: (out): 0 it can be used, 3 it cannot (invalid or unsafe), 7 not readable
 *
 * Returns: (transfer full): the remarks
 */
char *
bd_site_check_to_text (const char *path,
                       gboolean    as_json,
                       int        *exit_status)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) remarks = NULL;
  guint counts[3] = { 0 };

  g_return_val_if_fail (path != NULL && exit_status != NULL, NULL);

  remarks = bd_site_profile_check (path, &error);
  *exit_status = remarks == NULL ? 7 : 0;
  if (remarks == NULL)
    {
      BdSiteRemark *remark = g_new0 (BdSiteRemark, 1);

      remarks = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_site_remark_free);
      remark->level = BD_REMARK_ERROR;
      remark->text = g_strdup (error->message);
      g_ptr_array_add (remarks, remark);
    }

  for (guint i = 0; i < remarks->len; i++)
    counts[((const BdSiteRemark *) g_ptr_array_index (remarks, i))->level]++;
  if (*exit_status == 0 && counts[BD_REMARK_ERROR] > 0)
    *exit_status = 3;

  return as_json ? report_json (path, remarks, *exit_status == 0) : report_text (path, remarks, counts);
}
