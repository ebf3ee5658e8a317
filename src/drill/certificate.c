/* certificate.c: a certificate for one run of the drill, and signed tokens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Both keys are made at start, kept in memory and gone at the end.
 */
#include "certificate.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <string.h>

#define LIFETIME  (24 * 60 * 60)
#define KEY_ID    "drill-1"
#define HALF      32   /* bytes of r, s, x and y on P-256 */

typedef struct
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t     crt;
} Pair;

static void
pair_clear (Pair *pair)
{
  if (pair->key != NULL)
    gnutls_x509_privkey_deinit (pair->key);
  if (pair->crt != NULL)
    gnutls_x509_crt_deinit (pair->crt);
}

static int
make_key (gnutls_x509_privkey_t *key)
{
  int rc = gnutls_x509_privkey_init (key);

  return rc < 0 ? rc : gnutls_x509_privkey_generate (*key, GNUTLS_PK_ECDSA,
                                                     GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0);
}

static int
name_certificate (gnutls_x509_crt_t crt)
{
  static const guchar address[] = { 127, 0, 0, 1 };
  static const char *const name = "Bedside drill, not for real use";
  guchar serial[16];
  int rc = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);

  serial[0] &= 0x7f;
  if (rc >= 0)
    rc = gnutls_x509_crt_set_serial (crt, serial, sizeof serial);
  if (rc >= 0)
    rc = gnutls_x509_crt_set_dn_by_oid (crt, GNUTLS_OID_X520_COMMON_NAME, 0, name, (guint) strlen (name));
  if (rc >= 0)
    rc = gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_IPADDRESS, address, sizeof address, GNUTLS_FSAN_SET);
  if (rc >= 0)
    rc = gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_DNSNAME, "localhost", 9, GNUTLS_FSAN_APPEND);

  return rc;
}

static int
make_certificate (Pair *pair)
{
  time_t now = (time_t) (g_get_real_time () / G_USEC_PER_SEC);
  int rc = make_key (&pair->key);

  if (rc >= 0)
    rc = gnutls_x509_crt_init (&pair->crt);
  if (rc >= 0)
    rc = gnutls_x509_crt_set_version (pair->crt, 3);
  if (rc >= 0)
    rc = name_certificate (pair->crt);
  if (rc >= 0)
    rc = gnutls_x509_crt_set_activation_time (pair->crt, now - 60);
  if (rc >= 0)
    rc = gnutls_x509_crt_set_expiration_time (pair->crt, now + LIFETIME);
  if (rc >= 0)
    rc = gnutls_x509_crt_set_ca_status (pair->crt, 1);
  if (rc >= 0)
    rc = gnutls_x509_crt_set_key (pair->crt, pair->key);
  if (rc >= 0)
    rc = gnutls_x509_crt_sign2 (pair->crt, pair->crt, pair->key, GNUTLS_DIG_SHA256, 0);

  return rc;
}

static char *
certificate_pem (gnutls_x509_crt_t crt)
{
  gnutls_datum_t out = { 0 };
  char *text = NULL;

  if (gnutls_x509_crt_export2 (crt, GNUTLS_X509_FMT_PEM, &out) >= 0)
    text = g_strndup ((const char *) out.data, out.size);
  gnutls_free (out.data);

  return text;
}

static char *
key_pem (gnutls_x509_privkey_t key)
{
  gnutls_datum_t out = { 0 };
  char *text = NULL;

  if (gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &out) >= 0)
    text = g_strndup ((const char *) out.data, out.size);
  gnutls_free (out.data);

  return text;
}

/**
 * bd_drill_certificate_new:
 * @write_to: (nullable): where to write the certificate, without its key
 * @error: G_IO_ERROR_FAILED, or a file error
 *
 * Returns: (transfer full): a self-signed certificate for 127.0.0.1, good for a day
 */
GTlsCertificate *
bd_drill_certificate_new (const char *write_to,
                          GError    **error)
{
  Pair pair = { 0 };
  int rc = make_certificate (&pair);
  g_autofree char *certificate = rc >= 0 ? certificate_pem (pair.crt) : NULL;
  g_autofree char *key = rc >= 0 ? key_pem (pair.key) : NULL;
  g_autofree char *both = NULL;

  pair_clear (&pair);
  if (certificate == NULL || key == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "No certificate could be made: %s", gnutls_strerror (rc));
      return NULL;
    }
  if (write_to != NULL && !g_file_set_contents (write_to, certificate, -1, error))
    return NULL;
  both = g_strconcat (certificate, key, NULL);

  return g_tls_certificate_new_from_pem (both, -1, error);
}

/* The key that signs ID tokens. Making one cannot fail on a working GnuTLS. */
static gnutls_privkey_t
signing_key (void)
{
  static gnutls_privkey_t key;

  if (key == NULL)
    {
      gnutls_privkey_init (&key);
      gnutls_privkey_generate (key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0);
    }

  return key;
}

/**
 * bd_drill_base64_url:
 * @bytes: bytes
 * @length: how many
 *
 * Returns: (transfer full): base64url without padding
 */
char *
bd_drill_base64_url (const guchar *bytes,
                     gsize         length)
{
  char *text = g_base64_encode (bytes, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';

  return text;
}

/* A number as exactly 32 bytes: GnuTLS may give more or fewer. */
static void
put_half (guchar               *to,
          const gnutls_datum_t *from)
{
  gsize n = MIN (from->size, HALF);

  memset (to, 0, HALF);
  memcpy (to + HALF - n, from->data + from->size - n, n);
}

static char *
signature_of (const char *text)
{
  gnutls_datum_t data = { (guchar *) text, (guint) strlen (text) };
  gnutls_datum_t der = { 0 }, r = { 0 }, s = { 0 };
  guchar raw[2 * HALF];
  char *signature = NULL;

  if (gnutls_privkey_sign_data2 (signing_key (), GNUTLS_SIGN_ECDSA_SHA256, 0, &data, &der) >= 0 &&
      gnutls_decode_rs_value (&der, &r, &s) >= 0)
    {
      put_half (raw, &r);
      put_half (raw + HALF, &s);
      signature = bd_drill_base64_url (raw, sizeof raw);
    }
  gnutls_free (der.data);
  gnutls_free (r.data);
  gnutls_free (s.data);

  return signature != NULL ? signature : g_strdup ("");
}

/**
 * bd_drill_jwt_sign:
 * @claims: what to say
 *
 * Returns: (transfer full): a JWT signed with ES256
 */
char *
bd_drill_jwt_sign (JsonObject *claims)
{
  static const char *const head = "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"" KEY_ID "\"}";
  g_autofree char *body = bd_drill_json_print (claims);
  g_autofree char *first = bd_drill_base64_url ((const guchar *) head, strlen (head));
  g_autofree char *second = bd_drill_base64_url ((const guchar *) body, strlen (body));
  g_autofree char *both = g_strconcat (first, ".", second, NULL);
  g_autofree char *signature = signature_of (both);

  return g_strconcat (both, ".", signature, NULL);
}

/**
 * bd_drill_jwt_keys:
 *
 * Returns: (transfer full): the JWK set that checks bd_drill_jwt_sign()
 */
JsonObject *
bd_drill_jwt_keys (void)
{
  gnutls_datum_t x = { 0 }, y = { 0 };
  guchar half[HALF];
  JsonObject *keys = json_object_new ();
  JsonObject *key = bd_drill_json_strings ("kty", "EC", "crv", "P-256", "alg", "ES256", "use", "sig",
                                           "kid", KEY_ID, NULL);

  if (gnutls_privkey_export_ecc_raw2 (signing_key (), NULL, &x, &y, NULL, 0) >= 0)
    {
      g_autofree char *x_text = (put_half (half, &x), bd_drill_base64_url (half, HALF));
      g_autofree char *y_text = (put_half (half, &y), bd_drill_base64_url (half, HALF));

      json_object_set_string_member (key, "x", x_text);
      json_object_set_string_member (key, "y", y_text);
    }
  gnutls_free (x.data);
  gnutls_free (y.data);
  json_object_set_array_member (keys, "keys", bd_drill_json_list (key));

  return keys;
}
