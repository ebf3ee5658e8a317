/* test-idp.c: the identity provider, and tokens where they are asked for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "drill-fixture.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <string.h>

#define FORM     "application/x-www-form-urlencoded"
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"   /* of VERIFIER: RFC 7636, appendix B */
#define REDIRECT "http%3A%2F%2F127.0.0.1%3A7777%2Fback"
#define AUTHORIZE "/idp/authorize?response_type=code&client_id=bedside-drill&redirect_uri=" REDIRECT \
                  "&scope=openid&state=st8&nonce=n0nce&code_challenge=" CHALLENGE "&code_challenge_method=S256"

static void
set_up (Drill        *drill,
        gconstpointer data)
{
  drill_start (drill, "--token", "client-credentials", NULL);
}

/* Signs in as the invented clinician; gives the code. */
static char *
sign_in (Drill      *drill,
         const char *user)
{
  g_autofree char *path = g_strconcat (AUTHORIZE "&login_hint=", user, NULL);
  g_autoptr (Answer) answer = drill_call (drill, "GET", path, NULL, NULL, NULL);
  const char *location = answer_header (answer, "Location");
  const char *code;

  assert_status (answer, 302);
  g_assert_true (g_str_has_prefix (location, "http://127.0.0.1:7777/back?code="));
  g_assert_nonnull (strstr (location, "&state=st8"));
  code = strstr (location, "code=") + 5;

  return g_strndup (code, strcspn (code, "&"));
}

static Answer *
exchange (Drill      *drill,
          const char *code,
          const char *verifier)
{
  g_autofree char *body = g_strconcat ("grant_type=authorization_code&client_id=bedside-drill&redirect_uri=" REDIRECT,
                                       "&code=", code, "&code_verifier=", verifier, NULL);

  return drill_call (drill, "POST", "/idp/token", NULL, FORM, body);
}

static Answer *
nhi_with_token (Drill      *drill,
                const char *token)
{
  g_autofree char *headers = g_strconcat ("userid: a\nAuthorization: Bearer ", token, NULL);

  return drill_call (drill, "GET", "/nhi/Patient/ZKC7284", headers, NULL, NULL);
}

static void
test_discovery (Drill        *drill,
                gconstpointer data)
{
  static const char *const endpoints[] = { "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint" };
  g_autoptr (Answer) answer = drill_call (drill, "GET", "/idp/.well-known/openid-configuration", NULL, NULL, NULL);
  g_autofree char *issuer = g_strconcat (drill->base, "/idp", NULL);

  assert_status (answer, 200);
  g_assert_cmpstr (answer_at (answer, "issuer"), ==, issuer);
  for (guint i = 0; i < G_N_ELEMENTS (endpoints); i++)
    g_assert_true (g_str_has_prefix (answer_at (answer, endpoints[i]), issuer));
  g_assert_cmpstr (answer_at (answer, "code_challenge_methods_supported.0"), ==, "S256");
}

/* Each authorization request is wrong in one way. */
static void
test_authorize_refusals (Drill        *drill,
                         gconstpointer data)
{
  static const char *const wrong[] = {
    "/idp/authorize?response_type=code&client_id=bedside-drill&redirect_uri=https%3A%2F%2Fevil.example%2F&code_challenge=" CHALLENGE "&code_challenge_method=S256",
    "/idp/authorize?response_type=code&client_id=bedside-drill&redirect_uri=" REDIRECT,
    "/idp/authorize?response_type=code&client_id=bedside-drill&redirect_uri=" REDIRECT "&code_challenge=" CHALLENGE "&code_challenge_method=plain",
    "/idp/authorize?response_type=token&client_id=bedside-drill&redirect_uri=" REDIRECT "&code_challenge=" CHALLENGE "&code_challenge_method=S256",
    "/idp/authorize?response_type=code&client_id=other&redirect_uri=" REDIRECT "&code_challenge=" CHALLENGE "&code_challenge_method=S256",
  };
  g_autoptr (Answer) page = drill_call (drill, "GET", AUTHORIZE, NULL, NULL, NULL);
  g_autoptr (Answer) stranger = drill_call (drill, "GET", AUTHORIZE "&login_hint=nobody", NULL, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (Answer) answer = drill_call (drill, "GET", wrong[i], NULL, NULL, NULL);

      assert_status (answer, 400);
    }
  assert_status (page, 200);
  g_assert_nonnull (strstr (page->text, "login_hint=hparata"));
  assert_status (stranger, 302);
  g_assert_nonnull (strstr (answer_header (stranger, "Location"), "error=access_denied"));
}

static void
test_code (Drill        *drill,
           gconstpointer data)
{
  g_autofree char *code = sign_in (drill, "hparata");
  g_autofree char *spoilt = sign_in (drill, "hparata");
  g_autoptr (Answer) wrong = exchange (drill, spoilt, "wrong-verifier-wrong-verifier-wrong-verifier-wrong");
  g_autoptr (Answer) burnt = exchange (drill, spoilt, VERIFIER);
  g_autoptr (Answer) right = exchange (drill, code, VERIFIER);
  g_autoptr (Answer) twice = exchange (drill, code, VERIFIER);
  g_autoptr (Answer) patient = nhi_with_token (drill, answer_at (right, "access_token"));
  g_autoptr (Answer) code_as_token = nhi_with_token (drill, code);

  assert_status (wrong, 400);
  assert_status (burnt, 400);
  assert_status (right, 200);
  assert_status (twice, 400);
  g_assert_cmpstr (answer_at (twice, "error"), ==, "invalid_grant");
  assert_status (patient, 200);
  assert_status (code_as_token, 401);
}

static void
test_refresh_and_user (Drill        *drill,
                       gconstpointer data)
{
  g_autofree char *code = sign_in (drill, "tfaleolo");
  g_autoptr (Answer) first = exchange (drill, code, VERIFIER);
  g_autofree char *body = g_strconcat ("grant_type=refresh_token&refresh_token=", answer_at (first, "refresh_token"), NULL);
  g_autoptr (Answer) second = drill_call (drill, "POST", "/idp/token", NULL, FORM, body);
  g_autoptr (Answer) again = drill_call (drill, "POST", "/idp/token", NULL, FORM, body);
  g_autofree char *header = g_strconcat ("Authorization: Bearer ", answer_at (second, "access_token"), NULL);
  g_autoptr (Answer) user = drill_call (drill, "GET", "/idp/userinfo", header, NULL, NULL);
  g_autoptr (Answer) nobody = drill_call (drill, "GET", "/idp/userinfo", NULL, NULL, NULL);

  assert_status (second, 200);
  assert_status (again, 400);
  assert_status (user, 200);
  assert_status (nobody, 401);
  g_assert_cmpstr (answer_at (user, "cpn"), ==, "99ZZFX");
  g_assert_cmpstr (answer_at (user, "role"), ==, "clinician");
  g_assert_cmpstr (answer_at (user, "facilities.0"), ==, PRACTICE);
}

static guchar *
decode (const char *text,
        gsize      *length)
{
  g_autofree char *plain = g_strdup (text);
  g_autofree char *padded = NULL;

  g_strdelimit (g_strdelimit (plain, "-", '+'), "_", '/');
  padded = g_strconcat (plain, "===" + (strlen (plain) % 4 == 0 ? 3 : strlen (plain) % 4 - 1), NULL);

  return g_base64_decode (padded, length);
}

/* The ID token is checked with the published key, by GnuTLS and not by the drill. */
static void
test_id_token (Drill        *drill,
               gconstpointer data)
{
  g_autofree char *code = sign_in (drill, "hparata");
  g_autoptr (Answer) tokens = exchange (drill, code, VERIFIER);
  g_autoptr (Answer) keys = drill_call (drill, "GET", "/idp/jwks", NULL, NULL, NULL);
  g_auto (GStrv) parts = g_strsplit (answer_at (tokens, "id_token"), ".", 3);
  g_autofree char *signed_text = g_strconcat (parts[0], ".", parts[1], NULL);
  gsize n, claims_length;
  g_autofree guchar *x = decode (answer_at (keys, "keys.0.x"), &n);
  g_autofree guchar *y = decode (answer_at (keys, "keys.0.y"), &n);
  g_autofree guchar *raw = decode (parts[2], &n);
  g_autofree guchar *claims = decode (parts[1], &claims_length);
  g_autofree char *claims_text = g_strndup ((char *) claims, claims_length);
  gnutls_datum_t dx = { x, 32 }, dy = { y, 32 }, r = { raw, 32 }, s = { raw + 32, 32 }, der = { 0 };
  gnutls_datum_t text = { (guchar *) signed_text, (guint) strlen (signed_text) };
  gnutls_pubkey_t key;

  g_assert_cmpuint (n, ==, 64);
  g_assert_cmpint (gnutls_pubkey_init (&key), ==, 0);
  g_assert_cmpint (gnutls_pubkey_import_ecc_raw (key, GNUTLS_ECC_CURVE_SECP256R1, &dx, &dy), ==, 0);
  g_assert_cmpint (gnutls_encode_rs_value (&der, &r, &s), ==, 0);
  g_assert_cmpint (gnutls_pubkey_verify_data2 (key, GNUTLS_SIGN_ECDSA_SHA256, 0, &text, &der), >=, 0);
  signed_text[5] ^= 1;
  g_assert_cmpint (gnutls_pubkey_verify_data2 (key, GNUTLS_SIGN_ECDSA_SHA256, 0, &text, &der), <, 0);
  g_assert_nonnull (strstr (claims_text, "\"nonce\":\"n0nce\""));
  g_assert_nonnull (strstr (claims_text, "\"aud\":\"bedside-drill\""));
  g_assert_nonnull (strstr (claims_text, "\"cpn\":\"91ZZXN\""));
  gnutls_free (der.data);
  gnutls_pubkey_deinit (key);
}

static char *
client_token (Drill      *drill,
              const char *scope)
{
  g_autofree char *body = g_strconcat ("grant_type=client_credentials&client_id=bedside-drill&client_secret=bedside-drill-secret&scope=", scope, NULL);
  g_autoptr (Answer) answer = drill_call (drill, "POST", "/idp/token", NULL, FORM, body);

  assert_status (answer, 200);
  g_assert_null (answer_node (answer, "refresh_token"));

  return g_strdup (answer_at (answer, "access_token"));
}

static guint
sdhr_status (Drill      *drill,
             const char *path,
             const char *token)
{
  g_autofree char *context = drill_context ("TREAT", PRACTICE);
  g_autofree char *headers = g_strdup_printf ("X-Correlation-Id: a\nRequest-Context: %s\nAuthorization: Bearer %s", context, token);
  g_autoptr (Answer) answer = drill_call (drill, "GET", path, headers, NULL, NULL);

  return answer->status;
}

static void
test_scopes (Drill        *drill,
             gconstpointer data)
{
  g_autofree char *conditions = client_token (drill, "system/Condition.rs");
  g_autofree char *reading = client_token (drill, "system/Condition.r");
  g_autofree char *all = client_token (drill, "");
  g_autofree char *everything = client_token (drill, "system/*.rs");
  static const char *const condition = "/sdhr/Condition?patient=" NHI_URL "ZKC7284";

  g_assert_cmpuint (sdhr_status (drill, condition, conditions), ==, 200);
  g_assert_cmpuint (sdhr_status (drill, "/sdhr/Observation?patient=" NHI_URL "ZKC7284", conditions), ==, 403);
  g_assert_cmpuint (sdhr_status (drill, condition, reading), ==, 403);
  g_assert_cmpuint (sdhr_status (drill, condition, all), ==, 200);
  g_assert_cmpuint (sdhr_status (drill, condition, everything), ==, 200);
  g_assert_cmpuint (sdhr_status (drill, "/shared-care/Consent?patient=ZKC7284", conditions), ==, 401);
  g_assert_cmpuint (sdhr_status (drill, "/shared-care/Consent?patient=ZKC7284", all), ==, 200);
}

static guint
match_status (Drill      *drill,
              gboolean    certain,
              const char *token)
{
  g_autofree char *headers = g_strdup_printf ("userid: 91ZZXN\nAuthorization: Bearer %s", token);
  g_autofree char *body = g_strdup_printf (
    "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"resource\",\"resource\":{\"resourceType\":\"Patient\","
    "\"identifier\":[{\"system\":\"https://standards.digital.health.nz/ns/nhi-id\",\"value\":\"ZKC7284\"}],"
    "\"name\":[{\"family\":\"Westbrook\"}],\"birthDate\":\"1971-02-05\"}},"
    "{\"name\":\"onlyCertainMatches\",\"valueBoolean\":%s}]}", certain ? "true" : "false");
  g_autoptr (Answer) answer = drill_call (drill, "POST", "/nhi/Patient/$match", headers, "application/json", body);

  return answer->status;
}

/* To search and to validate are two rights (NHI guide 1.6.5, scopes). */
static void
test_match_scopes (Drill        *drill,
                   gconstpointer data)
{
  g_autofree char *search = client_token (drill, "https://api.hip.digital.health.nz/fhir/system/Patient.s");
  g_autofree char *validate = client_token (drill, "https://api.hip.digital.health.nz/fhir/system/Patient.v");
  g_autofree char *both = client_token (drill, "https://api.hip.digital.health.nz/fhir/system/Patient.sv");

  g_assert_cmpuint (match_status (drill, FALSE, search), ==, 200);
  g_assert_cmpuint (match_status (drill, TRUE, search), ==, 403);
  g_assert_cmpuint (match_status (drill, FALSE, validate), ==, 403);
  g_assert_cmpuint (match_status (drill, TRUE, validate), ==, 200);
  g_assert_cmpuint (match_status (drill, FALSE, both), ==, 200);
  g_assert_cmpuint (match_status (drill, TRUE, both), ==, 200);
}

static void
test_client_refusals (Drill        *drill,
                      gconstpointer data)
{
  g_autoptr (Answer) secret = drill_call (drill, "POST", "/idp/token", NULL, FORM, "grant_type=client_credentials&client_id=bedside-drill&client_secret=no");
  g_autoptr (Answer) grant = drill_call (drill, "POST", "/idp/token", NULL, FORM, "grant_type=password&username=a&password=b");
  g_autoptr (Answer) basic = drill_call (drill, "POST", "/idp/token", "Authorization: Basic YmVkc2lkZS1kcmlsbDpiZWRzaWRlLWRyaWxsLXNlY3JldA==", FORM, "grant_type=client_credentials");
  g_autoptr (Answer) none = drill_call (drill, "GET", "/nhi/Patient/ZKC7284", "userid: a", NULL, NULL);
  g_autoptr (Answer) wrong = nhi_with_token (drill, "invented");

  assert_status (secret, 401);
  g_assert_cmpstr (answer_at (secret, "error"), ==, "invalid_client");
  assert_status (grant, 400);
  assert_status (basic, 200);
  assert_status (none, 401);
  assert_status (wrong, 401);
  g_assert_cmpstr (answer_at (none, "issue.0.details.coding.0.code"), ==, "UNAUTHORISED");
}

static void
test_expiry (void)
{
  Drill drill = { 0 };

  drill_start (&drill, "--token", "client-credentials", "--token-seconds", "1", NULL);
  {
    g_autofree char *token = client_token (&drill, "");
    g_autoptr (Answer) fresh = nhi_with_token (&drill, token);
    g_autoptr (Answer) stale = (g_usleep (1100000), nhi_with_token (&drill, token));

    assert_status (fresh, 200);
    assert_status (stale, 401);
  }
  drill_stop (&drill);
}

#define ADD(name, func) g_test_add ("/drill/idp/" name, Drill, NULL, set_up, func, drill_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("discovery", test_discovery);
  ADD ("authorize-refusals", test_authorize_refusals);
  ADD ("code", test_code);
  ADD ("refresh-and-user", test_refresh_and_user);
  ADD ("id-token", test_id_token);
  ADD ("scopes", test_scopes);
  ADD ("match-scopes", test_match_scopes);
  ADD ("client-refusals", test_client_refusals);
  g_test_add_func ("/drill/idp/expiry", test_expiry);

  return g_test_run ();
}
