/* bd-nzps-text.c: the words of a summary, as XHTML
 *
 * Every section says what stands in it, what each source said, what is not shown, and
 * until when it may be relied on: whoever reads only the words is told as much as who
 * reads the entries.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-nzps-private.h"

#include <glib/gi18n-lib.h>

#define XHTML_START "<div xmlns=\"http://www.w3.org/1999/xhtml\">"

/* Characters that XML cannot hold, even escaped, become spaces. */
static void
put_escaped (GString    *out,
             const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '&')
        g_string_append (out, "&amp;");
      else if (c == '<')
        g_string_append (out, "&lt;");
      else if (c == '>')
        g_string_append (out, "&gt;");
      else if (g_unichar_iscntrl (c) || c == 0xFFFE || c == 0xFFFF)
        g_string_append_c (out, ' ');
      else
        g_string_append_unichar (out, c);
    }
}

static void
put_element (GString    *out,
             const char *name,
             const char *text)
{
  g_string_append_printf (out, "<%s>", name);
  put_escaped (out, text);
  g_string_append_printf (out, "</%s>", name);
}

static void
take_element (GString    *out,
              const char *name,
              char       *text)
{
  put_element (out, name, text);
  g_free (text);
}

/* "<p>heading</p><ul>…</ul>"; nothing when there are no items. */
static void
put_list (GString    *out,
          const char *heading,
          GPtrArray  *items)
{
  if (items->len == 0)
    return;
  put_element (out, "p", heading);
  g_string_append (out, "<ul>");
  for (guint i = 0; i < items->len; i++)
    put_element (out, "li", g_ptr_array_index (items, i));
  g_string_append (out, "</ul>");
}

/* --- one entry --- */

static void
say (GString    *out,
     const char *label,
     const char *text)
{
  if (text != NULL && *text != '\0')
    g_string_append_printf (out, "; %s%s%s", label != NULL ? label : "", label != NULL ? ": " : "", text);
}

/* The sentence of the entry and what it leaves out: nothing is cut on paper. */
static char *
dup_entry (BdEntry   *entry,
           GTimeZone *zone)
{
  const BdEntryFields *f = bd_entry_peek (entry);
  g_autofree char *sentence = bd_entry_dup_sentence (entry, zone);
  GString *all = g_string_new (sentence);

  for (guint i = 0; i < f->components->len; i++)
    {
      const BdComponent *c = g_ptr_array_index (f->components, i);
      g_autofree char *value = c->value != NULL ? g_strjoin (" ", c->value, c->unit, NULL) : NULL;

      say (all, c->title, value);
    }
  say (all, _("criticality"), f->criticality);
  say (all, NULL, f->reason);
  say (all, NULL, f->detail);
  for (guint i = 0; f->notes[i] != NULL; i++)
    say (all, _("note"), f->notes[i]);
  g_string_append_printf (all, " (%s)", bd_source_get_label (f->source));
  return g_string_free (all, FALSE);
}

static void
put_items (GString    *out,
           BdNzpsPlan *self,
           BdNzpsPart *part)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < part->items->len; i++)
    {
      const BdNzpsItem *item = g_ptr_array_index (part->items, i);

      g_ptr_array_add (words, dup_entry (item->entry, bd_record_get_zone (self->record)));
    }
  put_list (out, _("Recorded:"), words);
}

/* --- what each source said --- */

static void
put_lines (GString       *out,
           BdNzpsPlan    *self,
           BdSectionKind  kind)
{
  GPtrArray *lines = bd_section_get_lines (bd_record_get_section (self->record, kind));
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < lines->len; i++)
    g_ptr_array_add (words, bd_ledger_line_dup_sentence (g_ptr_array_index (lines, i),
                                                         bd_record_get_zone (self->record), self->now));
  if (words->len == 0)
    g_ptr_array_add (words, g_strdup_printf (_("No service was asked for %s."), bd_section_get_noun (kind)));
  put_list (out, _("What the services said:"), words);
}

/* --- what is not shown --- */

static void
add_emergency (GPtrArray *words,
               guint      n)
{
  if (n > 0)
    g_ptr_array_add (words, g_strdup_printf (ngettext ("%u record opened under emergency access is left out.",
                                                       "%u records opened under emergency access are left out.", n), n));
}

static void
add_not_shown (GPtrArray     *words,
               BdNzpsPlan    *self,
               BdSectionKind  kind)
{
  BdSection *section = bd_record_get_section (self->record, kind);

  for (guint s = 0; s < BD_N_SOURCES; s++)
    {
      BdAnswer *answer = bd_section_get_answer (section, s);

      for (guint i = 0; answer != NULL && i < answer->not_shown->len; i++)
        {
          const BdNotShown *n = g_ptr_array_index (answer->not_shown, i);

          g_ptr_array_add (words, g_strdup_printf ("%s, %s/%s: %s", bd_source_get_label (s),
                                                   n->resource_type, n->id != NULL ? n->id : "?", n->why));
        }
    }
}

static void
add_products (GPtrArray  *words,
              BdNzpsPart *part)
{
  for (guint i = 0; i < part->items->len; i++)
    {
      const BdNzpsItem *item = g_ptr_array_index (part->items, i);

      if (item->no_product)
        g_ptr_array_add (words, g_strdup_printf (_("The product is given in these words only, its code was sent apart: %s"),
                                                 bd_entry_peek (item->entry)->title));
    }
}

static void
add_missing (GPtrArray  *words,
             BdNzpsPlan *self,
             BdNzpsPart *part)
{
  for (guint i = 0; i < part->missing->len; i++)
    {
      g_autofree char *entry = dup_entry (g_ptr_array_index (part->missing, i), bd_record_get_zone (self->record));

      g_ptr_array_add (words, g_strdup_printf (_("Only in words, the record itself could not be had: %s"), entry));
    }
}

/* What never came cannot be listed; that there may be some is said all the same. */
static void
add_not_given (GPtrArray  *words,
               BdNzpsPlan *self,
               guint       first,
               guint       end)
{
  for (guint s = first; s < end; s++)
    if (s != BD_SECTION_CONSENTS && !bd_section_is_complete (bd_record_get_section (self->record, s)))
      {
        g_ptr_array_add (words, g_strdup (_("Whatever the services hold back, or did not give just now; each section says what they said.")));
        return;
      }
}

static void
put_not_shown (GString   *out,
               GPtrArray *words)
{
  if (words->len == 0)
    put_element (out, "p", _("Not shown: nothing that was received is left out."));
  else
    put_list (out, _("Not shown:"), words);
}

static void
put_rely (GString    *out,
          BdNzpsPlan *self)
{
  g_autofree char *until = bd_date_format_time_us (self->rely_until, bd_record_get_zone (self->record), TRUE);

  take_element (out, "p", g_strdup_printf (_("Do not rely on this after %s."), until));
}

/* --- a section --- */

char *
bd_nzps_dup_section_div (BdNzpsPlan     *self,
                         BdNzpsPartKind  kind)
{
  const BdNzpsPartInfo *info = &bd_nzps_parts[kind];
  BdNzpsPart *part = &self->parts[kind];
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  GString *out = g_string_new (XHTML_START);

  if (part->items->len == 0)
    put_element (out, "p", _("There are no entries here. That is not the same as none; read what the services said."));
  put_items (out, self, part);
  put_lines (out, self, info->section);
  add_emergency (words, part->n_emergency);
  add_missing (words, self, part);
  add_products (words, part);
  add_not_shown (words, self, info->section);
  add_not_given (words, self, info->section, info->section + 1u);
  put_not_shown (out, words);
  put_rely (out, self);
  g_string_append (out, "</div>");
  return g_string_free (out, FALSE);
}

/* --- the whole --- */

static void
put_person (GString    *out,
            BdNzpsPlan *self)
{
  const BdPatient *patient = bd_record_get_patient (self->record);
  g_autofree char *name = bd_patient_dup_banner_name (patient);
  g_autofree char *born = bd_patient_dup_born (patient, bd_record_get_zone (self->record));

  take_element (out, "p", g_strdup_printf (_("%s · NHI %s · born %s · gender %s"),
                                           name != NULL && *name != '\0' ? name : _("name not known"), patient->nhi,
                                           born != NULL && *born != '\0' ? born : _("not known"),
                                           bd_patient_peek_gender_label (patient)));
  for (guint i = 0; patient->notices[i] != NULL; i++)
    put_element (out, "p", patient->notices[i]);
}

static void
put_writer (GString    *out,
            BdNzpsPlan *self)
{
  const BdNzpsAuthor *author = self->author;
  g_autofree char *at = bd_date_format_time_us (self->now, bd_record_get_zone (self->record), TRUE);
  const char *place = author->organisation_name != NULL ? author->organisation_name :
                      author->facility != NULL ? author->facility : author->organisation;

  if (place != NULL)
    take_element (out, "p", g_strdup_printf (_("Written %s by %s at %s, from what the national services gave."), at, author->name, place));
  else
    take_element (out, "p", g_strdup_printf (_("Written %s by %s, from what the national services gave."), at, author->name));
}

static void
add_hidden (GPtrArray  *words,
            BdNzpsPlan *self)
{
  char *hidden = NULL;

  (void) bd_record_count_hidden (self->record, &hidden);
  if (hidden != NULL)
    g_ptr_array_add (words, g_strdup_printf (_("Held back by the services: %s."), hidden));
  g_free (hidden);
}

/* The record's section that has no place in a summary is told here. */
static void
add_consents (GPtrArray  *words,
              BdNzpsPlan *self)
{
  guint n = self->counts.no_section;
  g_autofree char *count = bd_section_dup_count (BD_SECTION_CONSENTS, n);

  if (n > 0)
    g_ptr_array_add (words, g_strdup_printf (_("A patient summary has no place for consents; left out: %s."), count));
}

char *
bd_nzps_dup_whole_div (BdNzpsPlan *self)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  GString *out = g_string_new (XHTML_START);

  put_person (out, self);
  put_writer (out, self);
  add_hidden (words, self);
  add_emergency (words, self->counts.left_out);
  add_consents (words, self);
  if (self->counts.missing > 0)
    g_ptr_array_add (words, g_strdup_printf (ngettext ("%u record is named only in words.", "%u records are named only in words.",
                                                       self->counts.missing), self->counts.missing));
  add_not_given (words, self, 0, BD_N_SECTIONS);
  put_not_shown (out, words);
  put_rely (out, self);
  g_string_append (out, "</div>");
  return g_string_free (out, FALSE);
}
