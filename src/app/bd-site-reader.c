/* bd-site-reader.c: the questions every group of a site profile is asked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-site-private.h"
#include "bd-text.h"

#include <string.h>

/**
 * bd_site_reader_say:
 * @reader: a reading
 * @level: how bad it is
 * @group: group it is about
 * @key: (nullable): key it is about
 * @format: what is so, and the remedy
 *
 * Adds a remark at the line of the setting; when that is missing, at its group's.
 */
void
bd_site_reader_say (BdSiteReader  *reader,
                    BdRemarkLevel  level,
                    const char    *group,
                    const char    *key,
                    const char    *format,
                    ...)
{
  g_autofree char *text = NULL;
  int line = bd_site_file_line (reader->file, group, key);
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  if (line == 0)
    line = bd_site_file_line (reader->file, group, NULL);
  bd_site_remark (reader->remarks, level, line, group, key, "%s", text);
}

/**
 * bd_site_is_production:
 * @reader: a reading
 *
 * Returns: whether the strict rules hold
 */
gboolean
bd_site_is_production (BdSiteReader *reader)
{
  return reader->profile->environment == BD_ENVIRONMENT_PRODUCTION;
}

/**
 * bd_site_strict:
 * @reader: a reading
 *
 * Returns: the level of what only production forbids
 */
BdRemarkLevel
bd_site_strict (BdSiteReader *reader)
{
  return bd_site_is_production (reader) ? BD_REMARK_ERROR : BD_REMARK_WARNING;
}

/**
 * bd_site_reader_dup:
 * @reader: a reading
 * @group: a group
 * @key: a key
 * @value: (inout): replaced when the file has a value
 *
 * Returns: whether it has
 */
gboolean
bd_site_reader_dup (BdSiteReader *reader,
                    const char   *group,
                    const char   *key,
                    char        **value)
{
  g_autofree char *found = bd_site_file_dup (reader->file, group, key);

  if (found == NULL)
    return FALSE;

  g_free (*value);
  *value = g_steal_pointer (&found);

  return TRUE;
}

/**
 * bd_site_reader_number:
 * @reader: a reading
 * @group: a group
 * @key: a key whose range the table of settings knows
 * @otherwise: when missing or out of range
 *
 * Returns: a number in range
 */
guint
bd_site_reader_number (BdSiteReader *reader,
                       const char   *group,
                       const char   *key,
                       guint         otherwise)
{
  g_autofree char *text = bd_site_file_dup (reader->file, group, key);
  const BdSiteKey *known = bd_site_key_find (group, key);
  guint64 number;

  if (text == NULL)
    return otherwise;

  if (g_ascii_string_to_unsigned (text, 10, known->min, known->max, &number, NULL))
    return (guint) number;

  bd_site_reader_say (reader, BD_REMARK_ERROR, group, key, "%s must be a whole number from %u to %u.",
                      key, known->min, known->max);

  return otherwise;
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);

  return g_ascii_strcasecmp (host, "localhost") == 0;
}

static gboolean
check_scheme (BdSiteReader *reader,
              const char   *group,
              const char   *key,
              GUri         *uri)
{
  gboolean loopback = is_loopback (g_uri_get_host (uri));

  if (reader->profile->environment == BD_ENVIRONMENT_DRILL && !loopback)
    {
      bd_site_reader_say (reader, BD_REMARK_ERROR, group, key,
                          "Environment=drill may only name this machine (127.0.0.1, ::1 or localhost): "
                          "a drill never reaches a real service. Change the address, or the environment.");
      return FALSE;
    }

  if (strcmp (g_uri_get_scheme (uri), "https") == 0)
    return TRUE;

  if (bd_site_is_production (reader))
    bd_site_reader_say (reader, BD_REMARK_ERROR, group, key,
                        "http:// is not allowed in production, not even to this machine. Write https://.");
  else if (!loopback)
    bd_site_reader_say (reader, BD_REMARK_WARNING, group, key,
                        "http:// sends everything readable over the network. Write https://.");

  return !bd_site_is_production (reader);
}

/**
 * bd_site_reader_url:
 * @reader: a reading
 * @group: a group
 * @key: a key that holds an address
 * @url: (inout): replaced by the address without a slash at the end
 *
 * Returns: whether there is one that will do; if it will not, there is a remark
 */
gboolean
bd_site_reader_url (BdSiteReader *reader,
                    const char   *group,
                    const char   *key,
                    char        **url)
{
  g_autofree char *text = bd_site_file_dup (reader->file, group, key);
  g_autoptr (GUri) uri = NULL;

  if (text == NULL)
    return FALSE;

  uri = g_uri_parse (text, G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (strcmp (g_uri_get_scheme (uri), "https") != 0 && strcmp (g_uri_get_scheme (uri), "http") != 0))
    {
      bd_site_reader_say (reader, BD_REMARK_ERROR, group, key,
                          "%s is no web address. Write it whole, such as https://host/path.", key);
      return FALSE;
    }

  if (g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    {
      bd_site_reader_say (reader, BD_REMARK_ERROR, group, key,
                          "%s is a base address: leave out user names, ? and #. Secrets go into the Secret Service.", key);
      return FALSE;
    }

  if (!check_scheme (reader, group, key, uri))
    return FALSE;

  while (g_str_has_suffix (text, "/"))
    text[strlen (text) - 1] = '\0';
  g_free (*url);
  *url = g_steal_pointer (&text);

  return TRUE;
}

/**
 * bd_site_reader_secret_name:
 * @reader: a reading
 * @group: a group
 * @key: a key that names a Secret Service item
 * @value: what it says
 *
 * A long word of letters and digits is more likely the secret than a name for it.
 */
void
bd_site_reader_secret_name (BdSiteReader *reader,
                            const char   *group,
                            const char   *key,
                            const char   *value)
{
  guint digits = 0, letters = 0;

  for (const char *at = value; *at != '\0'; at++)
    {
      digits += g_ascii_isdigit (*at) != 0;
      letters += g_ascii_isalpha (*at) != 0;
    }

  if (strlen (value) >= 24 && digits >= 4 && letters >= 4 && strchr (value, ' ') == NULL)
    bd_site_reader_say (reader, BD_REMARK_WARNING, group, key,
                        "%s looks like the secret itself. Put the secret into the Secret Service and write the name "
                        "of that item here (SRD-1).", key);
}

static void
check_group (BdSiteReader *reader,
             const char   *group)
{
  const char *nearest;

  if (g_strv_contains (bd_site_groups (), group))
    return;

  nearest = bd_text_nearest (group, bd_site_groups ());
  if (nearest != NULL)
    bd_site_reader_say (reader, BD_REMARK_ERROR, group, NULL,
                        "There is no group [%s]. Did you mean [%s]?", group, nearest);
  else
    bd_site_reader_say (reader, BD_REMARK_ERROR, group, NULL,
                        "There is no group [%s]. Groups are Site, Service NAME, Identity, Token and Access.", group);
}

static void
check_key (BdSiteReader *reader,
           const char   *group,
           const char   *key)
{
  g_auto (GStrv) known = bd_site_keys_of (group);
  g_autofree char *all = g_strjoinv (", ", known);
  const char *nearest = bd_text_nearest (key, (const char *const *) known);

  if (nearest != NULL)
    bd_site_reader_say (reader, BD_REMARK_ERROR, group, key,
                        "There is no setting %s in [%s]. Did you mean %s?", key, group, nearest);
  else
    bd_site_reader_say (reader, BD_REMARK_ERROR, group, key,
                        "There is no setting %s in [%s]. It may hold %s.", key, group, all);
}

static void
check_choice (BdSiteReader    *reader,
              const char      *group,
              const BdSiteKey *key)
{
  g_autofree char *value = bd_site_file_dup (reader->file, group, key->key);
  g_auto (GStrv) choices = NULL;
  g_autofree char *all = NULL;

  if (key->choices == NULL || value == NULL)
    return;

  choices = g_strsplit (key->choices, "|", -1);
  if (g_strv_contains ((const char *const *) choices, value))
    return;

  all = g_strjoinv (", ", choices);
  bd_site_reader_say (reader, BD_REMARK_ERROR, group, key->key, "%s must be one of: %s.", key->key, all);
}

static void
explain (BdSiteReader    *reader,
         const char      *group,
         const BdSiteKey *key)
{
  g_autofree char *value = bd_site_file_dup (reader->file, group, key->key);

  if (value != NULL)
    bd_site_reader_say (reader, BD_REMARK_NOTE, group, key->key, "%s", key->meaning);
  else if (key->otherwise != NULL)
    bd_site_reader_say (reader, BD_REMARK_NOTE, group, key->key, "Not given, so: %s. %s", key->otherwise, key->meaning);
}

/**
 * bd_site_read_known:
 * @reader: a reading
 *
 * Unknown groups and keys, and values outside a closed list; then what each
 * setting of the groups present means.
 */
void
bd_site_read_known (BdSiteReader *reader)
{
  gsize n;
  const BdSiteKey *keys = bd_site_keys (&n);

  for (guint i = 0; i < reader->file->lines->len; i++)
    {
      const BdSiteLine *line = g_ptr_array_index (reader->file->lines, i);

      if (line->key == NULL)
        check_group (reader, line->group);
      else if (g_strv_contains (bd_site_groups (), line->group) && bd_site_key_find (line->group, line->key) == NULL)
        check_key (reader, line->group, line->key);
    }

  for (const char *const *group = bd_site_groups (); *group != NULL; group++)
    for (gsize i = 0; i < n && bd_site_file_has (reader->file, *group); i++)
      if (bd_site_key_find (*group, keys[i].key) == &keys[i])
        {
          check_choice (reader, *group, &keys[i]);
          explain (reader, *group, &keys[i]);
        }
}
