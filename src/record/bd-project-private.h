/* bd-project-private.h — how a resource becomes an entry: one projector a family
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-entry.h"
#include "bd-projection.h"
#include "bd-reference.h"
#include "bd-terms.h"

G_BEGIN_DECLS

/* Fills what its family knows; everything common is done before and after it. */
typedef void (*BdProjector) (const BdBundle *page, const BdJsonNode *resource, BdEntryFields *f);

void bd_project_allergy        (const BdBundle *page, const BdJsonNode *resource, BdEntryFields *f);
void bd_project_condition      (const BdBundle *page, const BdJsonNode *resource, BdEntryFields *f);
void bd_project_medicine       (const BdBundle *page, const BdJsonNode *resource, BdEntryFields *f);
void bd_project_medication     (const BdBundle *page, const BdJsonNode *resource, BdEntryFields *f);
void bd_project_observation    (const BdBundle *page, const BdJsonNode *resource, BdEntryFields *f);
void bd_project_report         (const BdBundle *page, const BdJsonNode *resource, BdEntryFields *f);
void bd_project_immunisation   (const BdBundle *page, const BdJsonNode *resource, BdEntryFields *f);
void bd_project_encounter      (const BdBundle *page, const BdJsonNode *resource, BdEntryFields *f);
void bd_project_appointment    (const BdBundle *page, const BdJsonNode *resource, BdEntryFields *f);
void bd_project_consent        (const BdBundle *page, const BdJsonNode *resource, BdEntryFields *f);
void bd_project_flag           (const BdBundle *page, const BdJsonNode *resource, BdEntryFields *f);

/* Filling fields */
void  bd_fields_set_date       (BdEntryFields *f, BdDateRole role, const BdJsonNode *date);
void  bd_fields_add_detail     (BdEntryFields *f, const char *label, const char *words);
void  bd_fields_take_detail    (BdEntryFields *f, const char *label, char *words);
void  bd_fields_add_note       (BdEntryFields *f, const char *note);
void  bd_fields_add_notes      (BdEntryFields *f, const BdJsonNode *annotations);
char *bd_fields_dup_title      (BdEntryFields *f, const BdJsonNode *concept);
char *bd_fields_dup_code_title (const BdCoding *coding);
void  bd_fields_set_concept    (BdEntryFields *f, const BdJsonNode *concept);
void  bd_fields_set_status     (BdEntryFields *f, const BdJsonNode *status);
void  bd_fields_set_clinical   (BdEntryFields *f, const BdJsonNode *clinical, const BdJsonNode *verification);
void  bd_fields_set_onset      (BdEntryFields *f, const BdJsonNode *resource);
void  bd_fields_set_facility   (BdEntryFields *f, const BdJsonNode *reference);
void  bd_fields_set_recorder   (BdEntryFields *f, const BdBundle *page, const BdJsonNode *resource,
                                const BdJsonNode *reference);
void  bd_fields_set_title      (BdEntryFields *f, const char *title);
void  bd_fields_find_negation  (BdEntryFields *f, const char *family);
gboolean bd_fields_is_denial   (const BdEntryFields *f);
void  bd_fields_say_ended      (BdEntryFields *f);
void  bd_fields_add_narrative  (BdEntryFields *f, const BdJsonNode *narrative);
char *bd_fields_check_members  (BdEntryFields *f, const BdJsonNode *resource, GBytes *bytes);

/* FHIR in words; each answers NULL for what is absent */
char *bd_words_concept         (const BdJsonNode *concept);
char *bd_words_concepts        (const BdJsonNode *concepts);
char *bd_words_categories      (const BdJsonNode *categories);
char *bd_words_coding          (const BdJsonNode *coding);
char *bd_words_quantity        (const BdJsonNode *quantity);
char *bd_words_range           (const BdJsonNode *range);
char *bd_words_ratio           (const BdJsonNode *ratio);
char *bd_words_period          (const BdJsonNode *period);
char *bd_words_date            (const char *date);
char *bd_words_reference       (const BdBundle *page, const BdJsonNode *from, const BdJsonNode *reference);
char *bd_words_references      (const BdBundle *page, const BdJsonNode *from, const BdJsonNode *references);
char *bd_words_interpretation  (const BdJsonNode *interpretation);
char *bd_words_dosages         (const BdJsonNode *dosages);
char *bd_words_person          (const BdBundle *page, const BdJsonNode *from, const BdJsonNode *reference);
char *bd_words_place           (const BdReference *ref);
char *bd_words_element         (const BdJsonNode *value);
gboolean bd_words_deny         (const char *text);
gboolean bd_words_conflict     (const char *a, const char *b);
char *bd_words_fold            (const char *text);
char *bd_words_absent          (const BdJsonNode *reason);
char *bd_words_unit            (const BdJsonNode *quantity);
char *bd_words_value           (const BdJsonNode *element, char **unit, char **comparator, gboolean *unit_missing);

/* JSON questions */
const BdJsonNode *bd_json_choice      (const BdJsonNode *node, const char *stem);
const char       *bd_json_scalar      (const BdJsonNode *node);
gboolean          bd_quantity_units_differ (const BdJsonNode *quantity);
gboolean          bd_extension_is_true (const BdJsonNode *element, const char *url_end);

const BdJsonNode *bd_fhir_resolve      (const BdBundle *page, const BdJsonNode *from, const BdReference *ref);
BdEntry          *bd_project_node     (const BdBundle *page, const BdJsonNode *resource, BdSource source, gint64 fetched_at);

G_END_DECLS
