/* people.h: the invented people, from files and from a seed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once
#include "fill.h"
G_BEGIN_DECLS

typedef struct _BdDrillPeople BdDrillPeople;

/**
 * BdDrillPerson:
 * @nhi: the live number
 * @file: (nullable): the person's file; %NULL if generated
 * @patient: the whole NhiPatient
 *
 * One invented person.
 */
typedef struct
{
  char       *nhi;
  JsonObject *file;
  JsonObject *patient;

  /*< private >*/
  GHashTable *records;   /* (nullable) "service/type" to an array of whole resources */
  guint       number;    /* of a generated person */
  guint       entries;   /* of a generated person */
  guint       seed;
} BdDrillPerson;

typedef void (*BdDrillPersonFunc) (BdDrillPerson *person, gpointer user_data);

BdDrillPeople *bd_drill_people_load     (const char *directory, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void           bd_drill_people_free     (BdDrillPeople *self);
void           bd_drill_people_generate (BdDrillPeople *self, guint people, guint entries, guint seed);
guint          bd_drill_people_generated (BdDrillPeople *self);
BdDrillPerson *bd_drill_people_find     (BdDrillPeople *self, const char *nhi) G_GNUC_WARN_UNUSED_RESULT;
void           bd_drill_people_each     (BdDrillPeople *self, gboolean generated_too,
                                         BdDrillPersonFunc func, gpointer user_data);
BdDrillPerson *bd_drill_people_find_record (BdDrillPeople *self, const char *service, const char *type,
                                            const char *id, JsonObject **resource) G_GNUC_WARN_UNUSED_RESULT;
JsonObject    *bd_drill_people_hpi      (BdDrillPeople *self, const char *type, guint i);

BdDrillPerson *bd_drill_person_new      (const char *nhi, JsonObject *file) G_GNUC_WARN_UNUSED_RESULT;
BdDrillPerson *bd_drill_person_ref      (BdDrillPerson *self) G_GNUC_WARN_UNUSED_RESULT;
void           bd_drill_person_unref    (BdDrillPerson *self);
gboolean       bd_drill_person_is       (BdDrillPerson *self, const char *nhi);
const char    *bd_drill_person_number_of (BdDrillPerson *self, JsonObject *resource);
guint          bd_drill_person_count    (BdDrillPerson *self, const char *service, const char *type);
JsonObject    *bd_drill_person_get      (BdDrillPerson *self, const char *service, const char *type,
                                         guint i) G_GNUC_WARN_UNUSED_RESULT;
JsonObject    *bd_drill_person_part     (BdDrillPerson *self, const char *service);
const char    *bd_drill_person_state    (BdDrillPerson *self, const char *service, const char *type);
const char    *bd_drill_person_emergency (BdDrillPerson *self);
gboolean       bd_drill_person_refuses  (BdDrillPerson *self, const char *service, const char *type, const char *nhi);
void           bd_drill_person_set_state (BdDrillPerson *self, const char *service, const char *state);
gboolean       bd_drill_person_put      (BdDrillPerson *self, const char *service, const char *type,
                                         JsonObject *brief);
char          *bd_drill_person_name     (BdDrillPerson *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdDrillPeople, bd_drill_people_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdDrillPerson, bd_drill_person_unref)
G_END_DECLS
