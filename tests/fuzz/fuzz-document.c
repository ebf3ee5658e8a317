/* fuzz-document.c: any file is read as a document, any bytes as a narrative, and whatever a
 * service sends can be written as a summary and read back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "fuzz.h"

#include "bd-document-private.h"
#include "bd-nzps.h"
#include "bd-projection.h"

#include <string.h>

static void
ask_text (const guint8 *data,
          gsize         size)
{
  g_autofree char *bytes = g_strndup ((const char *) data, size);
  g_autofree char *valid = g_utf8_make_valid (bytes, -1);
  g_autofree char *text = NULL;
  gboolean cut;

  text = bd_document_plain_text (valid, &cut);
  if (text == NULL)
    return;
  fuzz_check (g_utf8_validate (text, -1, NULL));
  fuzz_check (strlen (text) <= BD_DOCUMENT_MAX_TEXT + strlen (valid));
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    fuzz_check (*at == '\n' || !g_unichar_iscntrl (g_utf8_get_char (at)));
}

static void
ask_section (const BdDocumentSection *section)
{
  fuzz_check (section->title != NULL && section->dangling != NULL && section->remarks != NULL);
  fuzz_check ((section->empty_code == NULL) == (section->empty_words == NULL));
  for (guint i = 0; i < section->entries->len; i++)
    fuzz_check (*bd_entry_peek (g_ptr_array_index (section->entries, i))->title != '\0');
  for (guint i = 0; i < section->not_drawn->len; i++)
    fuzz_check (((BdNotShown *) g_ptr_array_index (section->not_drawn, i))->why != NULL);
}

static guint
count_read (const BdDocument *document)
{
  guint n = 0;

  for (guint i = 0; i < document->sections->len; i++)
    n += ((const BdDocumentSection *) g_ptr_array_index (document->sections, i))->entries->len;
  return n;
}

static BdRecord *
record_of (BdJson *json)
{
  BdRecord *record = bd_record_new (bd_patient_new_unconfirmed ("ZKC7284", "A test person"), NULL);

  for (guint s = 0; s < BD_N_SECTIONS; s++)
    {
      BdProjection *projection = bd_projection_new (s, BD_SOURCE_SDHR, "ZKC7284", NULL);
      g_autoptr (BdBundle) page = bd_bundle_new (json);

      bd_projection_add_page (projection, page, 0);
      bd_record_take_answer (record, bd_projection_finish (projection));
    }
  return record;
}

static void
ask_writing (BdJson *json)
{
  static const BdNzpsAuthor author = { .name = "Dr Rewi Hall" };
  g_autoptr (BdRecord) record = record_of (json);
  BdNzpsCounts counts;
  g_autoptr (GBytes) bytes = bd_nzps_write (record, &author, NULL, 0, &counts, NULL);
  g_autoptr (BdJson) written = bd_json_parse (bytes, NULL);
  g_autoptr (BdDocument) document = written != NULL ? bd_document_new (written, 0, NULL) : NULL;

  fuzz_check (document != NULL);
  fuzz_check (counts.missing == 0);
  fuzz_check (count_read (document) == counts.written);
  fuzz_check (document->in_no_section->len == 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (BdJson) json = bd_json_parse (bytes, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BdDocument) document = json != NULL ? bd_document_new (json, 0, &error) : NULL;

  ask_text (data, size);
  if (json != NULL)
    ask_writing (json);
  if (document == NULL)
    {
      fuzz_check (json == NULL || error != NULL);
      return 0;
    }
  for (guint i = 0; i < document->sections->len; i++)
    ask_section (g_ptr_array_index (document->sections, i));
  return 0;
}
