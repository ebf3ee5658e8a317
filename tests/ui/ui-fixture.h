/* ui-fixture.h: an invented person's record, made in memory, and ways to look into widgets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-record.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct { BdSectionKind section; const char *type, *id, *title, *second, *status, *date; BdEntryGroup group; const char *marks; } RowSpec;

void        ui_fixture_init       (int *argc, char ***argv);
BdPatient  *ui_fixture_patient    (const char *nhi, const char *family, const char *given, const char *born);
BdRecord   *ui_fixture_record     (void);                       /* nothing asked yet */
BdEntry    *ui_fixture_entry      (BdSource source, const RowSpec *spec);
BdAnswer   *ui_fixture_answer     (BdSectionKind section, BdSource source, BdResultState state);
void        ui_fixture_add        (BdAnswer *answer, const RowSpec *spec);
void        ui_fixture_fill       (BdRecord *record);           /* a plausible whole record, one section in each state */

gboolean    ui_has_text           (GtkWidget *root, const char *part);           /* any visible label or button contains it */
gboolean    ui_has_text_anywhere  (GtkWidget *root, const char *part);           /* hidden ones too */
GtkWidget  *ui_find_label         (GtkWidget *root, const char *part);           /* (nullable) */
GtkWidget  *ui_find_type          (GtkWidget *root, GType type);                 /* (nullable) first of a type */
guint       ui_count_type         (GtkWidget *root, GType type);
GtkWidget  *ui_find_button        (GtkWidget *root, const char *label);          /* (nullable) */
gboolean    ui_has_cut_label      (GtkWidget *root);
void        ui_settle             (guint milliseconds);
GtkWidget  *ui_show               (GtkWidget *child, int width, int height);     /* in a window of its own */

G_END_DECLS
