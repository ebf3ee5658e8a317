/* bd-consent-sum.c: what Consent resources and answers add up to, and whether emergency access could matter
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "bd-consent-private.h"

#include <glib/gi18n-lib.h>

/* What a line says now, or said when it was saved */
static BdResultState
state_of (const BdLedgerLine *line)
{
  return line->state == BD_STATE_SAVED_COPY ? line->saved_state : line->state;
}

static void
add_line (GPtrArray          *facts,
          const BdLedgerLine *line)
{
  const char *label = bd_source_get_label (line->source);
  gint64 at = line->state == BD_STATE_SAVED_COPY ? line->saved_at : line->answered_at;
  const char *domain = line->domain != NULL ? line->domain : bd_section_get_noun (line->section);
  const char *facility = line->facility != NULL ? line->facility : _ ("one facility");
  BdReachedFact *fact = NULL;

  switch (state_of (line))
    {
    case BD_STATE_OPTED_OUT_GLOBAL:
      fact = bd_consent_fact_new (BD_CONSENT_DENY_GLOBAL, BD_REACH_GLOBAL, line->source, NULL,
                                  g_strdup_printf (_ ("This person has chosen not to share through %s."), label), at);
      break;
    case BD_STATE_OPTED_OUT_FACILITY:
      fact = bd_consent_fact_new (BD_CONSENT_DENY_FACILITY, BD_REACH_FACILITY, line->source, line->facility,
                                  g_strdup_printf (_ ("This person has chosen not to share records from %s through %s."),
                                                   facility, label), at);
      break;
    case BD_STATE_OPTED_OUT_DOMAIN:
      fact = bd_consent_fact_new (BD_CONSENT_DENY_DOMAIN, BD_REACH_DOMAIN, line->source, domain,
                                  g_strdup_printf (_ ("This person has chosen not to share %s through %s."), domain,
                                                   label), at);
      break;
    case BD_STATE_PARTICIPATION_UNKNOWN:
      fact = bd_consent_fact_new (BD_CONSENT_UNKNOWN, BD_REACH_GLOBAL, line->source, NULL,
                                  g_strdup_printf (_ ("%s has no sharing choice on file for this person."), label), at);
      break;
    default:
      return;
    }

  fact->participation = TRUE;
  g_ptr_array_add (facts, fact);
}

static gboolean
is_deny (const BdReachedFact *fact)
{
  return fact->public.decision >= BD_CONSENT_DENY_GLOBAL && fact->public.decision <= BD_CONSENT_DENY_INSTANCE;
}

static gboolean
competes (const BdReachedFact *fact)
{
  return is_deny (fact) || fact->public.decision == BD_CONSENT_PERMIT;
}

/* Two decisions on the same thing: does @other put @fact out of force? Only a permit that is known
 * to be newer lifts a no; between equals the no stands. */
static gboolean
is_overruled_by (const BdReachedFact *fact,
                 const BdReachedFact *other)
{
  gint64 mine = fact->public.decided_at, theirs = other->public.decided_at;

  if (fact != other && fact->public.decision == BD_CONSENT_UNKNOWN && other->public.decision == BD_CONSENT_UNKNOWN)
    return fact->source == other->source && other < fact;   /* the same of every section */
  if (fact == other || !competes (fact) || !competes (other) || fact->source != other->source ||
      fact->reach != other->reach || g_strcmp0 (fact->public.scope, other->public.scope) != 0)
    return FALSE;
  if (is_deny (fact) && !is_deny (other))
    return mine != 0 && theirs > mine;
  if (!is_deny (fact) && is_deny (other))
    return !(theirs != 0 && mine > theirs);

  return theirs > mine || (theirs == mine && other < fact);
}

static GPtrArray *
collect (BdRecord *record,
         gint64    now)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify)bd_consent_fact_free);
  GListModel *consents = G_LIST_MODEL (bd_record_get_section (record, BD_SECTION_CONSENTS));

  for (guint i = 0; i < g_list_model_get_n_items (consents); i++)
    {
      g_autoptr (BdEntry) entry = g_list_model_get_item (consents, i);

      if (g_strcmp0 (bd_entry_peek (entry)->resource_type, "Consent") == 0)
        bd_consent_read (entry, now, all);
    }
  for (int kind = 0; kind < BD_N_SECTIONS; kind++)
    {
      GPtrArray *lines = bd_section_get_lines (bd_record_get_section (record, kind));

      for (guint i = 0; i < lines->len; i++)
        add_line (all, lines->pdata[i]);
    }

  return all;
}

/**
 * bd_consent_evaluate_all:
 * @record: a record, live or saved
 * @now: the instant: wall µs
 *
 * Of decisions by one source on the same thing the newest holds, and a no is never outvoted by
 * an older yes. Decisions on narrower things stand beside wider ones: each holds for its own.
 *
 * Returns: (transfer full) (element-type BdConsentFact): most binding first; never empty:
 *   where nothing is known, one fact says so
 */
GPtrArray *
bd_consent_evaluate_all (BdRecord *record,
                         gint64    now)
{
  GPtrArray *all;
  g_autoptr (GPtrArray) overruled = NULL;

  g_return_val_if_fail (BD_IS_RECORD (record), NULL);

  all = collect (record, now);
  overruled = g_ptr_array_new ();
  for (guint i = 0; i < all->len; i++)
    for (guint j = 0; j < all->len; j++)
      if (is_overruled_by (all->pdata[i], all->pdata[j]))
        {
          g_ptr_array_add (overruled, all->pdata[i]);
          break;
        }
  for (guint i = 0; i < overruled->len; i++)
    g_ptr_array_remove (all, overruled->pdata[i]);

  if (all->len == 0)
    g_ptr_array_add (all, bd_consent_fact_new (BD_CONSENT_UNKNOWN, BD_REACH_GLOBAL, BD_SOURCE_NHI, NULL,
                                               g_strdup (_ ("No sharing choice of this person is known here.")), 0));
  g_ptr_array_sort (all, bd_consent_compare);

  return all;
}

/* What decides an offer */
typedef struct
{
  gboolean saved;        /* a saved copy is held */
  gboolean redacted;     /* a service holds something back */
  gboolean opted_out;    /* globally, from SDHR */
  gboolean deceased;
  gboolean withheld;     /* kept out of SDHR by a practice */
  char    *consent;      /* (nullable) borrowed sentence of a consent that stands in the way */
} Signs;

static void
look_at_lines (BdRecord *record,
               Signs    *signs)
{
  for (int kind = 0; kind < BD_N_SECTIONS; kind++)
    {
      GPtrArray *lines = bd_section_get_lines (bd_record_get_section (record, kind));

      for (guint i = 0; i < lines->len; i++)
        {
          const BdLedgerLine *line = lines->pdata[i];
          BdResultState state = state_of (line);

          signs->saved |= line->state == BD_STATE_SAVED_COPY;
          signs->redacted |= state == BD_STATE_REDACTED || state == BD_STATE_RESTRICTED_REGISTER;
          signs->opted_out |= state == BD_STATE_OPTED_OUT_GLOBAL;
          signs->deceased |= state == BD_STATE_DECEASED;
          signs->withheld |= state == BD_STATE_WITHHELD_AT_SOURCE;
        }
    }
}

/* A service's own no to everything is an opt-out, which a purpose does not open; a Consent that
 * denies, is assumed or is unclear is what emergency access is for. */
static void
look_at_consents (GPtrArray *facts,
                  Signs     *signs)
{
  for (guint i = 0; i < facts->len; i++)
    {
      const BdReachedFact *fact = facts->pdata[i];

      if (fact->public.decision == BD_CONSENT_DENY_GLOBAL && fact->source == BD_SOURCE_SDHR)
        signs->opted_out = TRUE;
      else if (!fact->participation && signs->consent == NULL &&
               (is_deny (fact) || fact->public.decision == BD_CONSENT_UNCLEAR ||
                fact->public.decision == BD_CONSENT_PERMIT_PROVISIONAL))
        signs->consent = fact->public.sentence;
    }
}

static BdEmergencyOffer *
offer_new (gboolean    offered,
           const char *why)
{
  BdEmergencyOffer *offer = g_new0 (BdEmergencyOffer, 1);

  offer->offered = offered;
  offer->why = g_strdup (why);

  return offer;
}

static BdEmergencyOffer *
refuse_offer (const Signs *signs)
{
  if (signs->deceased)
    return offer_new (FALSE, _ ("This person is recorded as deceased: emergency access could show nothing more."));
  if (signs->opted_out)
    return offer_new (FALSE, _ ("This person has chosen not to share, and no copy is saved here: "
                                "emergency access could show nothing."));
  if (signs->withheld)
    return offer_new (FALSE, _ ("A practice keeps some records out of SDHR at this person's wish. "
                                "Emergency access cannot show them; ring the practice."));

  return offer_new (FALSE, _ ("Nothing is hidden that emergency access could show."));
}

static BdEmergencyOffer *
offer_hidden (BdRecord *record)
{
  g_autofree char *words = NULL;

  bd_record_count_hidden (record, &words);

  return offer_new (TRUE, words != NULL && *words != '\0' ? words : _ ("A service is holding something back."));
}

/**
 * bd_emergency_offer_new:
 * @record: the record as far as it is known
 * @offline: whether consent cannot be checked now
 * @has_relationship: whether this clinician holds a relationship to the person
 * @now: the instant: wall µs
 *
 * Offered only where it can matter; never for what is kept out at its source, after a global
 * opt-out without a saved copy, or for the deceased.
 *
 * Returns: (transfer full): whether, and the words for it
 */
BdEmergencyOffer *
bd_emergency_offer_new (BdRecord *record,
                        gboolean  offline,
                        gboolean  has_relationship,
                        gint64    now)
{
  g_autoptr (GPtrArray) facts = NULL;
  const BdPatient *patient;
  Signs signs = { 0 };

  g_return_val_if_fail (BD_IS_RECORD (record), NULL);

  patient = bd_record_get_patient (record);
  facts = bd_consent_evaluate_all (record, now);
  look_at_lines (record, &signs);
  look_at_consents (facts, &signs);
  signs.deceased |= patient != NULL && patient->deceased;

  if (signs.deceased)
    return refuse_offer (&signs);
  if (signs.redacted)
    return offer_hidden (record);
  if (signs.consent != NULL)
    return offer_new (TRUE, signs.consent);
  if (signs.saved && offline)
    return offer_new (TRUE, _ ("A saved copy is held here, and consent cannot be checked now."));
  if (signs.saved && !has_relationship)
    return offer_new (TRUE, _ ("A saved copy is held here of a person you have no relationship to."));
  if (!has_relationship && !signs.opted_out)
    return offer_new (TRUE, _ ("This record is closed until the person agrees, or an emergency is recorded."));

  return refuse_offer (&signs);
}

/**
 * bd_emergency_offer_free:
 * @self: (transfer full): an offer
 */
void
bd_emergency_offer_free (BdEmergencyOffer *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->why);
  g_free (self);
}
