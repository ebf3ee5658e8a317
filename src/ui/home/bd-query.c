/* bd-query.c: what was typed into the search: a number, or a name and a birth date
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "home/bd-query.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
read_number (BdQuery    *self,
             const char *typed)
{
  BdNhi nhi = bd_nhi_parse (typed);

  self->sentence = bd_nhi_explain (&nhi, typed);
  switch (nhi.state)
    {
    case BD_NHI_BAD_FORMAT: self->kind = BD_QUERY_WRONG; break;
    case BD_NHI_BAD_CHECK: self->kind = BD_QUERY_BAD_CHECK; break;
    case BD_NHI_VALID: self->kind = BD_QUERY_NUMBER; break;
    case BD_NHI_EMPTY:
    case BD_NHI_INCOMPLETE:
    default: self->kind = BD_QUERY_UNFINISHED; break;
    }
  if (self->kind == BD_QUERY_BAD_CHECK || self->kind == BD_QUERY_NUMBER)
    self->number = g_strdup (nhi.value);
}

/* Words up to the first that begins with a digit are the name, the rest is the birth date. */
static void
read_name (BdQuery    *self,
           const char *typed)
{
  const char *digit = typed;

  while (*digit != '\0' && !g_ascii_isdigit (*digit))
    digit++;
  self->name = g_strndup (typed, digit - typed);
  g_strstrip (self->name);
  g_strdelimit (self->name, ",;", ' ');
  g_strchomp (self->name);
  self->born = g_strdup (digit);
  g_strstrip (self->born);
  if (strlen (self->born) >= 4 && *self->name != '\0')
    self->kind = BD_QUERY_NAME;
  else
    {
      self->kind = BD_QUERY_UNFINISHED;
      self->sentence = g_strdup (_("A name needs a year or date of birth beside it, such as 1971 or 05-Feb-1971."));
    }
}

/* A name and a birth date stand apart; digits without a space can only be a number. */
static gboolean
is_number (const char *text)
{
  if (bd_nhi_looks_like (text))
    return TRUE;

  return strpbrk (text, " \t,") == NULL && strpbrk (text, "0123456789") != NULL;
}

/**
 * bd_query_new:
 * @typed: the text of the search, as typed, pasted or scanned
 *
 * Returns: (transfer full): how it is understood
 */
BdQuery *
bd_query_new (const char *typed)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));
  BdQuery *self = g_new0 (BdQuery, 1);

  if (*text == '\0')
    self->kind = BD_QUERY_EMPTY;
  else if (is_number (text))
    read_number (self, text);
  else
    read_name (self, text);

  return self;
}

/**
 * bd_query_free:
 * @self: (transfer full): a query
 */
void
bd_query_free (BdQuery *self)
{
  g_free (self->number);
  g_free (self->name);
  g_free (self->born);
  g_free (self->sentence);
  g_free (self);
}
