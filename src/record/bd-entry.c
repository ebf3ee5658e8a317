/* bd-entry.c: one thing a clinician reads, made once and then only read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-entry-packed-private.h"

#include "bd-medicine-links.h"

#include <string.h>

struct _BdEntry
{
  GObject        parent_instance;

  /* Owned */
  BdEntryFields *fields;
  GBytes        *bytes;   /* (nullable): the resource as received */
  GBytes        *packed;  /* (nullable): the stored projection in which every text stands */
};

G_DEFINE_FINAL_TYPE (BdEntry, bd_entry, G_TYPE_OBJECT)

static const char *const date_names[BD_N_DATES] = {
  [BD_DATE_ONSET] = "onset",
  [BD_DATE_RECORDED] = "recorded",
  [BD_DATE_EFFECTIVE] = "effective",
  [BD_DATE_GIVEN] = "given",
  [BD_DATE_DISPENSED] = "dispensed",
  [BD_DATE_PRESCRIBED] = "prescribed",
  [BD_DATE_ABATED] = "abated",
  [BD_DATE_START] = "start",
  [BD_DATE_END] = "end",
  [BD_DATE_VALID_UNTIL] = "validUntil",
  [BD_DATE_EXPIRES] = "expires",
  [BD_DATE_CLIENT_UPDATED] = "clientUpdated",
  [BD_DATE_SENT] = "sent",
};

/* The date a listener wants to hear first. */
static const BdDateRole spoken_dates[] = {
  BD_DATE_ONSET, BD_DATE_GIVEN, BD_DATE_DISPENSED, BD_DATE_PRESCRIBED,
  BD_DATE_EFFECTIVE, BD_DATE_START, BD_DATE_RECORDED,
};

static void
bd_entry_finalize (GObject *object)
{
  BdEntry *self = BD_ENTRY (object);

  if (self->packed != NULL)
    g_clear_pointer (&self->fields, bd_entry_fields_free_packed);
  g_clear_pointer (&self->fields, bd_entry_fields_free);
  g_clear_pointer (&self->packed, g_bytes_unref);
  g_clear_pointer (&self->bytes, g_bytes_unref);

  G_OBJECT_CLASS (bd_entry_parent_class)->finalize (object);
}

static void
bd_entry_class_init (BdEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bd_entry_finalize;
}

static void
bd_entry_init (BdEntry *self)
{
}

/**
 * bd_component_free:
 * @self: (transfer full): a component
 *
 * Frees a component of an observation.
 */
void
bd_component_free (BdComponent *self)
{
  if (self == NULL)
    return;

  g_free (self->title);
  g_free (self->value);
  g_free (self->unit);
  g_free (self->interpretation);
  g_free (self->range);
  g_free (self);
}

/**
 * bd_reaction_free:
 * @self: (transfer full): a reaction
 *
 * Frees a reaction of an allergy.
 */
void
bd_reaction_free (BdReaction *self)
{
  if (self == NULL)
    return;

  g_strfreev (self->manifestation);
  g_free (self->severity);
  g_free (self->description);
  g_free (self);
}

/**
 * bd_entry_fields_new:
 *
 * Makes empty fields: every text absent, every list empty, group
 * %BD_GROUP_CURRENT, so that what is not understood is shown and not folded
 * away.
 *
 * Returns: (transfer full): new fields, for bd_entry_new()
 */
BdEntryFields *
bd_entry_fields_new (void)
{
  BdEntryFields *self = g_new0 (BdEntryFields, 1);

  self->codes = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_coding_free);
  self->components = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_component_free);
  self->reactions = g_ptr_array_new_with_free_func ((GDestroyNotify) bd_reaction_free);
  self->notes = g_new0 (char *, 1);
  self->marks = g_new0 (char *, 1);
  return self;
}

/**
 * bd_entry_fields_free:
 * @self: (transfer full) (nullable): fields that no entry took
 *
 * Frees fields.
 */
void
bd_entry_fields_free (BdEntryFields *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < BD_N_DATES; i++)
    g_free (self->dates[i]);
  g_free (self->id);
  g_free (self->resource_type);
  g_free (self->title);
  g_ptr_array_unref (self->codes);
  g_free (self->text);
  g_free (self->status);
  g_free (self->status_text);
  g_free (self->verification);
  g_free (self->value);
  g_free (self->unit);
  g_free (self->comparator);
  g_free (self->interpretation);
  g_free (self->reference_range);
  g_ptr_array_unref (self->components);
  g_ptr_array_unref (self->reactions);
  g_free (self->criticality);
  g_free (self->category);
  g_free (self->dose);
  g_free (self->reason);
  g_free (self->detail);
  g_strfreev (self->notes);
  g_free (self->facility);
  g_free (self->recorder);
  g_free (self->nhi);
  g_free (self->item);
  g_strfreev (self->marks);
  g_free (self);
}

/**
 * bd_entry_fields_mark:
 * @self: fields being filled
 * @mark: a mark, such as `highlighted`
 *
 * Adds a mark once; marking again changes nothing.
 */
void
bd_entry_fields_mark (BdEntryFields *self,
                      const char    *mark)
{
  guint n;

  g_return_if_fail (self != NULL);
  g_return_if_fail (mark != NULL && *mark != '\0');

  if (g_strv_contains ((const char *const *) self->marks, mark))
    return;

  n = g_strv_length (self->marks);
  self->marks = g_renew (char *, self->marks, n + 2);
  self->marks[n] = g_strdup (mark);
  self->marks[n + 1] = NULL;
}

/**
 * bd_entry_new:
 * @fields: (transfer full): what the entry says; `id`, `resource_type` and
 *   `title` must be there
 * @bytes: (nullable) (transfer none): the resource as received
 *
 * Makes an entry. From here on nobody changes it, so threads may share it.
 *
 * Returns: (transfer full): the entry
 */
BdEntry *
bd_entry_new (BdEntryFields *fields,
              GBytes        *bytes)
{
  BdEntry *self;

  g_return_val_if_fail (fields != NULL, NULL);
  g_return_val_if_fail (fields->id != NULL && fields->resource_type != NULL && fields->title != NULL, NULL);

  self = g_object_new (BD_TYPE_ENTRY, NULL);
  self->fields = fields;
  self->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  return self;
}

BdEntry *
bd_entry_new_packed (BdEntryFields *fields,
                     GBytes        *packed)
{
  BdEntry *self = g_object_new (BD_TYPE_ENTRY, NULL);

  self->fields = fields;
  self->packed = g_bytes_ref (packed);
  return self;
}

/**
 * bd_entry_peek:
 * @self: an entry
 *
 * Returns: (transfer none): what the entry says; valid as long as the entry
 */
const BdEntryFields *
bd_entry_peek (BdEntry *self)
{
  g_return_val_if_fail (BD_IS_ENTRY (self), NULL);

  return self->fields;
}

/**
 * bd_entry_get_bytes:
 * @self: an entry
 *
 * Returns: (nullable) (transfer none): the resource as received; %NULL for an
 *   entry that was drawn from a stored projection
 */
GBytes *
bd_entry_get_bytes (BdEntry *self)
{
  g_return_val_if_fail (BD_IS_ENTRY (self), NULL);

  return self->bytes;
}

/**
 * bd_entry_has_mark:
 * @self: an entry
 * @mark: a mark
 *
 * Returns: whether the entry carries @mark
 */
gboolean
bd_entry_has_mark (BdEntry    *self,
                   const char *mark)
{
  g_return_val_if_fail (BD_IS_ENTRY (self), FALSE);
  g_return_val_if_fail (mark != NULL, FALSE);

  return g_strv_contains ((const char *const *) self->fields->marks, mark);
}

/**
 * bd_date_role_to_string:
 * @role: what a date is about
 *
 * Returns: the name of @role in JSON output, static
 */
const char *
bd_date_role_to_string (BdDateRole role)
{
  g_return_val_if_fail ((guint) role < BD_N_DATES, NULL);

  return date_names[role];
}

/**
 * bd_entry_dup_date:
 * @self: an entry
 * @role: which of its dates
 * @zone: (nullable): the site's zone; %NULL is Pacific/Auckland
 *
 * Formats a date for the screen with the precision it was received with. Text
 * that is no date is given back as it came.
 *
 * Returns: (nullable) (transfer full): the date; %NULL when there is none
 */
char *
bd_entry_dup_date (BdEntry    *self,
                   BdDateRole  role,
                   GTimeZone  *zone)
{
  const char *text;
  BdDate date;

  g_return_val_if_fail (BD_IS_ENTRY (self), NULL);
  g_return_val_if_fail ((guint) role < BD_N_DATES, NULL);

  text = self->fields->dates[role];
  if (text == NULL)
    return NULL;
  return bd_date_parse (text, &date) ? bd_date_format (&date, zone) : g_strdup (text);
}

static void
say (GString    *sentence,
     const char *words)
{
  if (words == NULL || *words == '\0')
    return;
  if (sentence->len > 0)
    g_string_append (sentence, ", ");
  g_string_append (sentence, words);
}

static void
say_reactions (GString   *sentence,
               GPtrArray *reactions)
{
  for (guint i = 0; i < reactions->len; i++)
    {
      const BdReaction *reaction = g_ptr_array_index (reactions, i);

      for (guint j = 0; reaction->manifestation != NULL && reaction->manifestation[j] != NULL; j++)
        say (sentence, reaction->manifestation[j]);
      say (sentence, reaction->description);
      say (sentence, reaction->severity);
    }
}

static void
say_value (GString             *sentence,
           const BdEntryFields *f)
{
  g_autofree char *value = NULL;

  if (f->value == NULL)
    return;

  value = g_strdup_printf ("%s%s%s%s", f->comparator != NULL ? f->comparator : "", f->value,
                           f->unit != NULL ? " " : "", f->unit != NULL ? f->unit : "");
  say (sentence, value);
  if (f->unit == NULL && g_strv_contains ((const char *const *) f->marks, "unit-missing"))
    say (sentence, "unit not given");
  say (sentence, f->interpretation);
}

/* The parts of a panel; a blood pressure alone is its value. */
static void
say_components (GString             *sentence,
                const BdEntryFields *f)
{
  if (f->value != NULL && f->components->len <= 2)
    return;
  for (guint i = 0; i < f->components->len; i++)
    {
      const BdComponent *part = g_ptr_array_index (f->components, i);
      g_autofree char *words = g_strjoin (" ", part->title, part->value != NULL ? part->value : "no value", part->unit, NULL);

      say (sentence, words);
      say (sentence, part->interpretation);
    }
}

/* Prescribed and dispensed are told apart by ear too (SDHR guide 1.1, SRD-27, SRD-28). */
static void
say_supply (GString   *sentence,
            BdEntry   *self,
            GTimeZone *zone)
{
  gboolean request = g_str_equal (self->fields->resource_type, "MedicationRequest");
  g_autofree char *on = bd_entry_dup_date (self, request ? BD_DATE_PRESCRIBED : BD_DATE_DISPENSED, zone);
  g_autofree char *words = on != NULL ? g_strdup_printf ("%s %s", request ? "prescribed" : "dispensed", on) : NULL;
  g_autofree char *dispensing = self->fields->group != BD_GROUP_APART ? bd_medicine_dup_dispensing (self, zone) : NULL;

  say (sentence, words);
  say (sentence, dispensing);
}

static void
say_date (GString   *sentence,
          BdEntry   *self,
          GTimeZone *zone)
{
  if (g_str_equal (self->fields->resource_type, "MedicationRequest") ||
      (g_str_equal (self->fields->resource_type, "MedicationDispense") && self->fields->dates[BD_DATE_DISPENSED] != NULL))
    {
      say_supply (sentence, self, zone);
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (spoken_dates); i++)
    {
      g_autofree char *date = bd_entry_dup_date (self, spoken_dates[i], zone);

      if (date != NULL)
        {
          say (sentence, date);
          return;
        }
    }
}

/**
 * bd_entry_dup_sentence:
 * @self: an entry
 * @zone: (nullable): the site's zone; %NULL is Pacific/Auckland
 *
 * Says the entry in one breath for a screen reader, such as "penicillin,
 * anaphylaxis, severe, confirmed, 2011, from F38006-B". What sets an entry apart
 * (refuted, entered in error) comes first; a plain "Active" is not said.
 *
 * Returns: (transfer full): the sentence
 */
char *
bd_entry_dup_sentence (BdEntry   *self,
                       GTimeZone *zone)
{
  const BdEntryFields *f;
  GString *sentence;

  g_return_val_if_fail (BD_IS_ENTRY (self), NULL);

  f = self->fields;
  sentence = g_string_new (NULL);
  if (f->group == BD_GROUP_APART)
    say (sentence, f->status_text);
  say (sentence, f->title);
  say_reactions (sentence, f->reactions);
  if (f->criticality != NULL)
    {
      say (sentence, "criticality ");
      g_string_append (sentence, f->criticality);
    }
  say_value (sentence, f);
  say_components (sentence, f);
  say (sentence, f->dose);
  if (f->group != BD_GROUP_APART && g_strcmp0 (f->status_text, "Active") != 0)
    say (sentence, f->status_text);
  say (sentence, f->verification);
  say_date (sentence, self, zone);
  if (f->facility != NULL)
    {
      say (sentence, "from ");
      g_string_append (sentence, f->facility);
    }
  if (f->nhi != NULL && g_strv_contains ((const char *const *) f->marks, "other-nhi"))
    {
      say (sentence, "recorded under ");
      g_string_append (sentence, f->nhi);
    }
  return g_string_free (sentence, FALSE);
}
