/* bd-patient-private.h — what the files of BdPatient share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-patient.h"

G_BEGIN_DECLS

BdPatient *bd_patient_new_empty (void);
void       bd_name_free         (BdName *self);
void       bd_strv_add          (GStrv *list, const char *text);

G_END_DECLS
