/* bd-nzps-plan.c: which entry of a record stands in which section of a summary, and why a
 * section is empty
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-nzps-private.h"

#include "bd-projection.h"

#define LOINC "http://loinc.org"
#define HL7_REASONS "http://terminology.hl7.org/CodeSystem/list-empty-reason"
#define NZ_REASONS "https://standards.digital.health.nz/ns/nzps-list-empty-reason"

/* NZPS 0.7.0, Composition. */
const BdNzpsPartInfo bd_nzps_parts[BD_NZPS_N_PARTS] = {
  [BD_NZPS_MEDICATIONS] =
    { "Medications", LOINC, "10160-0", "History of medication use Narrative", BD_SECTION_MEDICINES, TRUE, TRUE },
  [BD_NZPS_ALLERGIES] =
    { "Allergies and Intolerances", LOINC, "48765-2", "Allergies and adverse reactions Document", BD_SECTION_ALLERGIES, TRUE, TRUE },
  [BD_NZPS_PROBLEMS] =
    { "Problems", LOINC, "11450-4", "Problem list Reported", BD_SECTION_CONDITIONS, TRUE, TRUE },
  [BD_NZPS_IMMUNIZATIONS] =
    { "Immunizations", LOINC, "11369-6", "History of Immunization Narrative", BD_SECTION_IMMUNISATIONS, FALSE, TRUE },
  [BD_NZPS_RESULTS] =
    { "Results", LOINC, "30954-2", "Relevant diagnostic tests and/or laboratory data", BD_SECTION_OBSERVATIONS, FALSE, TRUE },
  [BD_NZPS_VITAL_SIGNS] =
    { "Vital Signs", LOINC, "8716-3", "Vital signs", BD_SECTION_OBSERVATIONS, FALSE, FALSE },
  [BD_NZPS_PAST_PROBLEMS] =
    { "Past Problems", LOINC, "11348-0", "History of past illness Narrative", BD_SECTION_CONDITIONS, FALSE, FALSE },
  [BD_NZPS_SOCIAL_HISTORY] =
    { "Social History", LOINC, "29762-2", "Social history Narrative", BD_SECTION_OBSERVATIONS, FALSE, FALSE },
  [BD_NZPS_ENCOUNTERS] =
    { "Encounters", "http://terminology.hl7.org/CodeSystem/v3-ActClass", "ENC", "encounter", BD_SECTION_ENCOUNTERS, FALSE, TRUE },
  [BD_NZPS_ALERTS] =
    { "Alerts", NULL, NULL, NULL, BD_SECTION_ALLERGIES, FALSE, FALSE },
};

static const BdNzpsReason reason_not_asked = { HL7_REASONS, "notasked", "Not Asked" };
static const BdNzpsReason reason_withheld = { HL7_REASONS, "withheld", "Information Withheld" };
static const BdNzpsReason reason_unavailable = { HL7_REASONS, "unavailable", "Unavailable" };
static const BdNzpsReason reason_source = { NZ_REASONS, "sourceunavailable", "Source System Unavailable" };

/* --- urn:uuid of a name --- */

/**
 * bd_nzps_dup_url:
 * @name: what is meant, such as an entry's id
 *
 * A name-based UUID (RFC 4122, section 4.3, version 5), so that the same resource has
 * the same URL in every document written from it.
 *
 * Returns: (transfer full): "urn:uuid:…"
 */
char *
bd_nzps_dup_url (const char *name)
{
  static const guint8 space[16] = { 0x5e, 0x0b, 0x91, 0x3c, 0x2d, 0x77, 0x4f, 0x46,
                                    0xa1, 0x58, 0x9d, 0x63, 0x0e, 0x4a, 0xb2, 0xf7 };
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 d[20];
  gsize length = sizeof d;

  g_checksum_update (sum, space, sizeof space);
  g_checksum_update (sum, (const guchar *) name, -1);
  g_checksum_get_digest (sum, d, &length);
  d[6] = (d[6] & 0x0f) | 0x50;
  d[8] = (d[8] & 0x3f) | 0x80;
  return g_strdup_printf ("urn:uuid:%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                          d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7],
                          d[8], d[9], d[10], d[11], d[12], d[13], d[14], d[15]);
}

/* --- entries --- */

static void
free_item (BdNzpsItem *item)
{
  g_object_unref (item->entry);
  g_bytes_unref (item->bytes);
  g_free (item->url);
  g_free (item);
}

/* Of two versions under one id the second has a digest behind the id. */
static gboolean
is_id_of (const char *id,
          const char *resource_id)
{
  gsize length = strlen (resource_id);

  return strncmp (id, resource_id, length) == 0 && (id[length] == '\0' || id[length] == '#');
}

/* The resource an entry was read from, checked: what the caller loaded has to be this
 * entry's, and to be read as the same one. NULL when it cannot be had. A product that came
 * beside a prescription and not in it is not found again: *@no_product. */
static BdJson *
read_resource (BdNzpsPlan *self,
               BdEntry    *entry,
               gboolean   *no_product)
{
  const BdEntryFields *f = bd_entry_peek (entry);
  GBytes *bytes = bd_entry_get_bytes (entry);
  g_autoptr (BdJson) json = NULL;
  g_autoptr (BdBundle) page = NULL;
  g_autoptr (BdEntry) again = NULL;

  if (bytes == NULL && self->loaded != NULL)
    bytes = g_hash_table_lookup (self->loaded, f->id);
  json = bytes != NULL ? bd_json_parse (bytes, NULL) : NULL;
  if (json == NULL)
    return NULL;
  page = bd_bundle_new (json);
  again = bd_project_resource (page, bd_json_root (json), NULL, f->source, f->fetched_at);
  if (again == NULL || !is_id_of (f->id, bd_entry_peek (again)->id))
    return NULL;
  *no_product = bd_entry_has_mark (again, "reference-missing");
  return g_steal_pointer (&json);
}

static gboolean
has_category (const BdJsonNode *resource,
              const char       *code)
{
  const BdJsonNode *categories = bd_json_get (resource, "category");

  for (const BdJsonNode *n = bd_json_first (categories); n != NULL; n = bd_json_next (n))
    for (const BdJsonNode *c = bd_json_first (bd_json_get (n, "coding")); c != NULL; c = bd_json_next (c))
      if (g_strcmp0 (bd_json_get_string (c, "code"), code) == 0)
        return TRUE;
  return FALSE;
}

/* What has no category, or has another, is a result. */
static BdNzpsPartKind
find_observation_part (BdJson *json)
{
  if (json == NULL)
    return BD_NZPS_RESULTS;
  if (has_category (bd_json_root (json), "vital-signs"))
    return BD_NZPS_VITAL_SIGNS;
  if (has_category (bd_json_root (json), "social-history"))
    return BD_NZPS_SOCIAL_HISTORY;
  return BD_NZPS_RESULTS;
}

static BdNzpsPartKind
find_part (BdEntry *entry,
           BdJson  *json)
{
  const BdEntryFields *f = bd_entry_peek (entry);

  switch (f->section)
    {
    case BD_SECTION_MEDICINES:     return BD_NZPS_MEDICATIONS;
    case BD_SECTION_ALLERGIES:     return g_str_equal (f->resource_type, "Flag") ? BD_NZPS_ALERTS : BD_NZPS_ALLERGIES;
    case BD_SECTION_CONDITIONS:    return f->group == BD_GROUP_PAST ? BD_NZPS_PAST_PROBLEMS : BD_NZPS_PROBLEMS;
    case BD_SECTION_IMMUNISATIONS: return BD_NZPS_IMMUNIZATIONS;
    case BD_SECTION_OBSERVATIONS:  return find_observation_part (json);
    case BD_SECTION_ENCOUNTERS:    return BD_NZPS_ENCOUNTERS;
    case BD_SECTION_CONSENTS:
    case BD_N_SECTIONS:
    default:                       return BD_NZPS_N_PARTS;
    }
}

static void
add_entry (BdNzpsPlan *self,
           BdEntry    *entry)
{
  gboolean no_product = FALSE;
  g_autoptr (BdJson) json = read_resource (self, entry, &no_product);
  BdNzpsPartKind kind = find_part (entry, json);
  BdNzpsPart *part;

  if (kind == BD_NZPS_N_PARTS)
    {
      self->counts.no_section++;
      return;
    }
  part = &self->parts[kind];
  if (bd_entry_has_mark (entry, "emergency"))
    {
      part->n_emergency++;
      self->counts.left_out++;
    }
  else if (json == NULL)
    {
      g_ptr_array_add (part->missing, g_object_ref (entry));
      self->counts.missing++;
    }
  else
    {
      BdNzpsItem *item = g_new0 (BdNzpsItem, 1);

      item->entry = g_object_ref (entry);
      item->bytes = bd_json_dup_bytes (json, bd_json_root (json));
      item->url = bd_nzps_dup_url (bd_entry_peek (entry)->id);
      item->no_product = no_product;
      g_ptr_array_add (part->items, item);
      self->counts.written++;
    }
}

/* --- until when --- */

/* The oldest part decides. */
static void
note_age (BdNzpsPlan         *self,
          const BdLedgerLine *line)
{
  gint64 at = line->state == BD_STATE_SAVED_COPY ? line->saved_at : line->answered_at;

  if (at > 0)
    self->rely_until = MIN (self->rely_until, at + BD_NZPS_RELY_HOURS * G_TIME_SPAN_HOUR);
}

/**
 * bd_nzps_plan_make:
 * @self: a plan whose record, author, loaded bytes and time are set, the rest zeroed
 *
 * Puts every entry of the record in its place.
 */
void
bd_nzps_plan_make (BdNzpsPlan *self)
{
  self->rely_until = self->now + BD_NZPS_RELY_HOURS * G_TIME_SPAN_HOUR;
  for (guint i = 0; i < BD_NZPS_N_PARTS; i++)
    {
      self->parts[i].items = g_ptr_array_new_with_free_func ((GDestroyNotify) free_item);
      self->parts[i].missing = g_ptr_array_new_with_free_func (g_object_unref);
    }
  for (guint s = 0; s < BD_N_SECTIONS; s++)
    {
      BdSection *section = bd_record_get_section (self->record, s);
      GPtrArray *lines = bd_section_get_lines (section);

      for (guint i = 0; i < lines->len; i++)
        note_age (self, g_ptr_array_index (lines, i));
      for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (section)); i++)
        {
          g_autoptr (BdEntry) entry = g_list_model_get_item (G_LIST_MODEL (section), i);

          add_entry (self, entry);
        }
    }
}

void
bd_nzps_plan_clear (BdNzpsPlan *self)
{
  for (guint i = 0; i < BD_NZPS_N_PARTS; i++)
    {
      g_ptr_array_unref (self->parts[i].items);
      g_ptr_array_unref (self->parts[i].missing);
    }
}

static gboolean
holds_anything (BdNzpsPlan     *self,
                BdNzpsPartKind  kind)
{
  const BdNzpsPart *part = &self->parts[kind];

  return part->items->len > 0 || part->missing->len > 0 || part->n_emergency > 0;
}

/**
 * bd_nzps_plan_stands:
 * @self: a plan
 * @kind: a section
 *
 * An empty section that need not be there stands when the record has something to say
 * about it, once for each section of the record.
 *
 * Returns: whether the section is written
 */
gboolean
bd_nzps_plan_stands (BdNzpsPlan     *self,
                     BdNzpsPartKind  kind)
{
  const BdNzpsPartInfo *info = &bd_nzps_parts[kind];

  if (info->mandatory || holds_anything (self, kind))
    return TRUE;
  if (!info->home || bd_section_get_lines (bd_record_get_section (self->record, info->section))->len == 0)
    return FALSE;
  for (guint i = 0; i < BD_NZPS_N_PARTS; i++)
    if (i != kind && bd_nzps_parts[i].section == info->section && holds_anything (self, i))
      return FALSE;
  return TRUE;
}

/* --- why it is empty --- */

static gboolean
any_hides (GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    for (guint state = 0; state < BD_N_STATES; state++)
      if (state != BD_STATE_DECEASED && state != BD_STATE_PARTICIPATION_UNKNOWN && bd_result_state_hides (state) &&
          bd_ledger_line_met (g_ptr_array_index (lines, i), state))
        return TRUE;
  return FALSE;
}

static gboolean
any_met (GPtrArray           *lines,
         const BdResultState *states,
         guint                n_states)
{
  for (guint i = 0; i < lines->len; i++)
    for (guint s = 0; s < n_states; s++)
      if (bd_ledger_line_met (g_ptr_array_index (lines, i), states[s]))
        return TRUE;
  return FALSE;
}

/* A source that is not set up was not asked either, unless another one was. */
static gboolean
none_was_asked (GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const BdLedgerLine *line = g_ptr_array_index (lines, i);

      if (line->state != BD_STATE_NOT_SET_UP && line->state != BD_STATE_NOT_ASKED && line->state != BD_STATE_ASKING)
        return FALSE;
    }
  return TRUE;
}

static gboolean
all_not_set_up (GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    if (((const BdLedgerLine *) g_ptr_array_index (lines, i))->state != BD_STATE_NOT_SET_UP)
      return FALSE;
  return lines->len > 0;
}

/**
 * bd_nzps_plan_reason:
 * @self: a plan
 * @kind: a section without entries to be written
 *
 * Never `nilknown`: that nothing is known is a statement of a person, and where one was
 * made, its resource stands in the section. A source that has nothing recorded makes the
 * list `unavailable`, and the section's words say what is behind it (NZPS 0.7.0,
 * section Emptiness).
 *
 * Returns: (transfer none): the reason, static
 */
const BdNzpsReason *
bd_nzps_plan_reason (BdNzpsPlan     *self,
                     BdNzpsPartKind  kind)
{
  static const BdResultState not_reached[] = { BD_STATE_NO_ANSWER, BD_STATE_THROTTLED, BD_STATE_LOCKED, BD_STATE_NOT_SAVED };
  static const BdResultState not_asked[] = { BD_STATE_NOT_ASKED, BD_STATE_ASKING };
  GPtrArray *lines = bd_section_get_lines (bd_record_get_section (self->record, bd_nzps_parts[kind].section));

  if (self->parts[kind].n_emergency > 0 || any_hides (lines))
    return &reason_withheld;
  if (self->parts[kind].missing->len > 0)
    return &reason_unavailable;
  if (any_met (lines, not_reached, G_N_ELEMENTS (not_reached)))
    return &reason_source;
  if (all_not_set_up (lines))
    return &reason_unavailable;
  if (none_was_asked (lines) || any_met (lines, not_asked, G_N_ELEMENTS (not_asked)))
    return &reason_not_asked;
  return &reason_unavailable;
}
