/* bd-clinician.h — who is signed in, as the site says; nobody types their own CPN
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum { BD_ROLE_CLINICIAN, BD_ROLE_CLINICIAN_EMERGENCY, BD_ROLE_PRIVACY_OFFICER, BD_ROLE_RECEPTION, BD_ROLE_ADMIN, BD_N_ROLES } BdRole;

const char *bd_role_to_string     (BdRole role);   /* clinician, clinician-emergency, … */
gboolean    bd_role_from_string   (const char *text, BdRole *role);
gboolean    bd_role_is_clinical   (BdRole role);   /* may see clinical data (SRD-6) */

/* Immutable, atomically reference counted. */
typedef struct {
  char  *user_id;       /* not NULL */
  char  *full_name;     /* not NULL */
  char  *cpn;           /* (nullable) HPI person id */
  BdRole role;
  char  *organisation;  /* HPI organisation id */
  GStrv  facilities;    /* HPI facility ids the site assigned; not NULL */
  char  *facility;      /* the one in use, one of facilities; (nullable) when none */
} BdClinician;

#define BD_TYPE_CLINICIAN (bd_clinician_get_type ())
GType        bd_clinician_get_type (void) G_GNUC_CONST;
BdClinician *bd_clinician_new      (const char *user_id, const char *full_name, const char *cpn, BdRole role,
                                    const char *organisation, const char *const *facilities,
                                    const char *facility) G_GNUC_WARN_UNUSED_RESULT; /* facility not assigned → first assigned */
BdClinician *bd_clinician_ref      (BdClinician *self);
void         bd_clinician_unref    (BdClinician *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BdClinician, bd_clinician_unref)

G_END_DECLS
