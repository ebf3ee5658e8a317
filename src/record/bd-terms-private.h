/* bd-terms-private.h — the table that build-aux/make-terms fills
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-terms.h"

typedef struct { const BdTerm *rows; gsize n_rows; } BdTermsSlice;

extern const BdTermsSlice bd_terms_lists[BD_N_TERMS];
