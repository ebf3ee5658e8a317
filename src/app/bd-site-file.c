/* bd-site-file.c: a key file with line numbers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-site-private.h"

#include <string.h>

#define MAX_FILE (1024 * 1024)

static void
site_line_free (BdSiteLine *line)
{
  g_free (line->group);
  g_free (line->key);
  g_free (line);
}

/**
 * bd_site_remark:
 * @remarks: (element-type BdSiteRemark): where to add
 * @level: how bad it is
 * @line: line in the file, 0 for the whole file
 * @group: (nullable): group it is about
 * @key: (nullable): key it is about
 * @format: what is so, and the remedy
 *
 * Adds one remark.
 */
void
bd_site_remark (GPtrArray     *remarks,
                BdRemarkLevel  level,
                int            line,
                const char    *group,
                const char    *key,
                const char    *format,
                ...)
{
  BdSiteRemark *remark = g_new0 (BdSiteRemark, 1);
  va_list args;

  va_start (args, format);
  remark->level = level;
  remark->line = line;
  remark->group = g_strdup (group);
  remark->key = g_strdup (key);
  remark->text = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (remarks, remark);
}

static BdSiteFile *
site_file_new (const char *path)
{
  BdSiteFile *self = g_new0 (BdSiteFile, 1);

  self->name = g_path_get_basename (path);
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) site_line_free);
  self->values = g_key_file_new ();
  g_key_file_set_list_separator (self->values, ';');

  return self;
}

/**
 * bd_site_file_free:
 * @self: a file
 *
 * Forgets the lines and values.
 */
void
bd_site_file_free (BdSiteFile *self)
{
  g_free (self->name);
  g_ptr_array_unref (self->lines);
  g_key_file_unref (self->values);
  g_free (self);
}

static void
take_line (BdSiteFile *self,
           int         number,
           const char *group,
           const char *key)
{
  BdSiteLine *line = g_new0 (BdSiteLine, 1);

  line->line = number;
  line->group = g_strdup (group);
  line->key = g_strdup (key);
  g_ptr_array_add (self->lines, line);
}

/* "Url=x   # where it is": a hash between blanks begins a comment. */
static void
cut_comment (char *text)
{
  for (char *at = text; (at = strchr (at, '#')) != NULL; at++)
    if (at > text && g_ascii_isspace (at[-1]) && (at[1] == '\0' || g_ascii_isspace (at[1])))
      {
        *at = '\0';
        return;
      }
}

/* GKeyFile takes more, but no name in the table of settings does. */
static gboolean
is_name (const char *text,
         const char *also)
{
  for (const char *at = text; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr (also, *at) == NULL && !(*also == ' ' && (guchar) *at >= 0x80))
      return FALSE;

  return *text != '\0';
}

static char *
read_group (BdSiteFile *self,
            GPtrArray  *remarks,
            int         number,
            char       *text)
{
  gsize length = strlen (text);
  char *group;

  if (text[length - 1] != ']' || length < 3)
    {
      bd_site_remark (remarks, BD_REMARK_ERROR, number, NULL, NULL,
                      "A group begins with [ and ends with ]: close the bracket.");
      return NULL;
    }

  group = g_strstrip (g_strndup (text + 1, length - 2));
  if (!is_name (group, " -_.@"))
    {
      bd_site_remark (remarks, BD_REMARK_ERROR, number, NULL, NULL,
                      "This is no name for a group: letters, digits, blanks and - _ . @ are.");
      g_clear_pointer (&group, g_free);
    }
  else if (bd_site_file_has (self, group))
    bd_site_remark (remarks, BD_REMARK_ERROR, number, group, NULL,
                    "[%s] stands twice; the first is in line %d. Put its settings together.",
                    group, bd_site_file_line (self, group, NULL));
  else
    take_line (self, number, group, NULL);

  return group;
}

static void
read_setting (BdSiteFile *self,
              GPtrArray  *remarks,
              int         number,
              const char *group,
              char       *text)
{
  char *equals = strchr (text, '=');

  if (equals == NULL || equals == text)
    {
      bd_site_remark (remarks, BD_REMARK_ERROR, number, group, NULL,
                      "This line is no setting: write Key=value, or begin it with # to make it a comment.");
      return;
    }

  *equals = '\0';
  g_strchomp (text);
  if (!is_name (text, "-"))
    bd_site_remark (remarks, BD_REMARK_ERROR, number, group, NULL,
                    "This is no name for a setting: it has letters and digits only.");
  else if (group == NULL)
    bd_site_remark (remarks, BD_REMARK_ERROR, number, NULL, text,
                    "%s stands before any group: move it under one, such as [Site].", text);
  else if (bd_site_file_line (self, group, text) > 0)
    bd_site_remark (remarks, BD_REMARK_ERROR, number, group, text,
                    "%s stands twice in [%s]; the first is in line %d. Keep one.",
                    text, group, bd_site_file_line (self, group, text));
  else
    {
      take_line (self, number, group, text);
      g_key_file_set_value (self->values, group, text, g_strstrip (equals + 1));
    }
}

static void
read_lines (BdSiteFile *self,
            GPtrArray  *remarks,
            const char *contents)
{
  g_auto (GStrv) lines = g_strsplit (contents, "\n", -1);
  g_autofree char *group = NULL;

  for (int i = 0; lines[i] != NULL; i++)
    {
      char *text = g_strstrip (lines[i]);

      if (*text == '\0' || *text == '#')
        continue;

      cut_comment (text);
      g_strchomp (text);
      if (*text == '[')
        {
          g_free (group);
          group = read_group (self, remarks, i + 1, text);
        }
      else
        read_setting (self, remarks, i + 1, group, text);
    }
}

/**
 * bd_site_file_load:
 * @path: a small local file
 * @remarks: (element-type BdSiteRemark): takes what is wrong with single lines
 * @error: return location for an error
 *
 * Reads a key file. A line that cannot be understood is a remark and is left out.
 *
 * Returns: (transfer full) (nullable): the file; %NULL with %BD_SITE_ERROR_MISSING or
 *   %BD_SITE_ERROR_NOT_READABLE
 */
BdSiteFile *
bd_site_file_load (const char  *path,
                   GPtrArray   *remarks,
                   GError     **error)
{
  g_autoptr (BdSiteFile) self = site_file_new (path);
  g_autoptr (GError) local = NULL;
  g_autofree char *contents = NULL;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, &local))
    {
      gboolean missing = g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT);

      g_set_error (error, BD_SITE_ERROR, missing ? BD_SITE_ERROR_MISSING : BD_SITE_ERROR_NOT_READABLE,
                   missing ? "There is no site profile at %s. Name another with --site FILE."
                           : "The site profile %s cannot be read. Check who may read it.", path);
      return NULL;
    }

  if (length > MAX_FILE || strlen (contents) != length || !g_utf8_validate (contents, (gssize) length, NULL))
    {
      g_set_error (error, BD_SITE_ERROR, BD_SITE_ERROR_NOT_READABLE,
                   "%s is no site profile: it is not UTF-8 text, or far too large.", path);
      return NULL;
    }

  read_lines (self, remarks, contents);

  return g_steal_pointer (&self);
}

/**
 * bd_site_file_line:
 * @self: a file
 * @group: a group
 * @key: (nullable): a key in it, or %NULL for the group's own line
 *
 * Returns: the line number, 0 when it is not there
 */
int
bd_site_file_line (BdSiteFile *self,
                   const char *group,
                   const char *key)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      const BdSiteLine *line = g_ptr_array_index (self->lines, i);

      if (g_strcmp0 (line->group, group) == 0 && g_strcmp0 (line->key, key) == 0)
        return line->line;
    }

  return 0;
}

/**
 * bd_site_file_has:
 * @self: a file
 * @group: a group
 *
 * Returns: whether the group stands in the file, even empty
 */
gboolean
bd_site_file_has (BdSiteFile *self,
                  const char *group)
{
  return bd_site_file_line (self, group, NULL) > 0;
}

/**
 * bd_site_file_dup:
 * @self: a file
 * @group: a group
 * @key: a key
 *
 * Returns: (transfer full) (nullable): the value without blanks around it; %NULL when
 *   missing or empty
 */
char *
bd_site_file_dup (BdSiteFile *self,
                  const char *group,
                  const char *key)
{
  g_autofree char *value = g_key_file_get_string (self->values, group, key, NULL);

  if (value == NULL || *g_strstrip (value) == '\0')
    return NULL;

  return g_steal_pointer (&value);
}

/**
 * bd_site_file_dup_list:
 * @self: a file
 * @group: a group
 * @key: a key
 *
 * Returns: (transfer full): the parts between semicolons, without empty ones; not %NULL
 */
GStrv
bd_site_file_dup_list (BdSiteFile *self,
                       const char *group,
                       const char *key)
{
  g_auto (GStrv) parts = g_key_file_get_string_list (self->values, group, key, NULL, NULL);
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();

  for (int i = 0; parts != NULL && parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_strv_builder_add (kept, parts[i]);

  return g_strv_builder_end (kept);
}
