/* bd-app-error.c: what went wrong below, in the words and codes of this layer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-context-private.h"

#include "bd-identity.h"

G_DEFINE_QUARK (bd-app-error-quark, bd_app_error)

static BdAppError
code_of_keys (int code)
{
  switch (code)
    {
    case BD_KEYS_ERROR_WRONG_PASSPHRASE:
    case BD_KEYS_ERROR_BLOCKED:
    case BD_KEYS_ERROR_WEAK:
      return BD_APP_ERROR_PASSPHRASE;
    default:
      return BD_APP_ERROR_STORE;
    }
}

static BdAppError
code_of_identity (int code)
{
  switch (code)
    {
    case BD_IDENTITY_ERROR_NO_SUCH_PERSON: return BD_APP_ERROR_NO_SUCH_PERSON;
    case BD_IDENTITY_ERROR_REFUSED:        return BD_APP_ERROR_REFUSED;
    default:                               return BD_APP_ERROR_NOTHING_TO_SHOW;
    }
}

static BdAppError
code_of_store (int code)
{
  switch (code)
    {
    case BD_STORE_ERROR_NOT_SAVED: return BD_APP_ERROR_NOTHING_TO_SHOW;
    case BD_STORE_ERROR_TICKET:    return BD_APP_ERROR_REFUSED;
    default:                       return BD_APP_ERROR_STORE;
    }
}

/**
 * bd_app_error_take:
 * @error: (transfer full): an error of any layer
 *
 * Translates the code; the sentence stays, it was written for people. A
 * cancellation, and an error of this layer, stay what they are.
 *
 * Returns: (transfer full): the error to give on
 */
GError *
bd_app_error_take (GError *error)
{
  BdAppError code;

  if (error->domain == BD_ACCESS_ERROR)
    code = error->code == BD_ACCESS_ERROR_NOT_AUDITED ? BD_APP_ERROR_STORE : BD_APP_ERROR_REFUSED;
  else if (error->domain == BD_KEYS_ERROR)
    code = code_of_keys (error->code);
  else if (error->domain == BD_STORE_ERROR)
    code = code_of_store (error->code);
  else if (error->domain == BD_AUDIT_ERROR)
    code = BD_APP_ERROR_STORE;
  else if (error->domain == BD_IDENTITY_ERROR)
    code = code_of_identity (error->code);
  else if (error->domain == BD_NET_ERROR)
    code = error->code == BD_NET_ERROR_TICKET ? BD_APP_ERROR_REFUSED : BD_APP_ERROR_SIGN_IN;
  else
    return error;

  error->domain = BD_APP_ERROR;
  error->code = (int) code;

  return error;
}
