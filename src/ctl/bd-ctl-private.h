/* bd-ctl-private.h: what the commands share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "bd-context.h"
#include "bd-ctl.h"

G_BEGIN_DECLS

enum {
  BD_EXIT_DONE = 0, BD_EXIT_USAGE = 2, BD_EXIT_REFUSED = 3, BD_EXIT_NO_SUCH_PERSON = 4, BD_EXIT_NOTHING = 5,
  BD_EXIT_STORE = 6, BD_EXIT_NOT_READABLE = 7, BD_EXIT_INTERRUPTED = 130,
};

/* As typed. Strings (nullable). */
typedef struct {
  char    *site, *user, *data_dir;
  int      passphrase_fd;      /* -1: asked on the terminal */
  gboolean json;
  char    *reason, *note, *identified_by, *initials, *birth_year, *consulted;
  gboolean offline;
  int      timeout;            /* s */
  char    *name, *born, *gender, *nhi;
  char    *list;
  char    *expect, *officer_key_file, *patient, *by, *organisation, *facility, *since, *until;
  gboolean emergencies;
  char    *out;
} BdCtlOptions;

/* One signed-in run. */
typedef struct {
  const BdCtlOptions *options;
  BdContext          *context;
  GMainLoop          *loop;
  GCancellable       *cancellable;
  GAsyncResult       *result;      /* of the call waited for */
  BdLockedBytes      *passphrase;
  BdLockedBytes      *second;      /* (nullable): second line, for a colleague */
  guint               interrupt[2];
} BdCtlSession;

typedef int (*BdCtlAct) (BdCtlSession *session, char **args);

/* bd-ctl-session.c */
typedef enum { BD_CTL_PLAIN, BD_CTL_CLINICAL /* refused to roles that are not */, BD_CTL_TWO /* passphrases */,
               BD_CTL_SECRET /* a passphrase, then a secret */ } BdCtlKind;
int            bd_ctl_with_session (const BdCtlOptions *options, BdCtlKind kind, BdCtlAct act, char **args);
void           bd_ctl_on_done_cb   (GObject *source, GAsyncResult *result, gpointer data);   /* for every call waited for */
GAsyncResult  *bd_ctl_wait         (BdCtlSession *session) G_GNUC_WARN_UNUSED_RESULT;
int            bd_ctl_fail         (const GError *error);   /* prints the sentence, gives the exit status */
BdSiteProfile *bd_ctl_load_profile (const BdCtlOptions *options, int *exit_status);

/* bd-ctl-prompt.c */
gboolean       bd_ctl_read_passphrases (int fd, BdLockedBytes **first, BdLockedBytes **second);
BdLockedBytes *bd_ctl_ask_passphrase   (const char *prompt);

/* bd-ctl-print.c */
void           bd_ctl_print (const char *text);                          /* stdout: the result alone */
gboolean       bd_ctl_was_printed (void);
void           bd_ctl_say   (const char *format, ...) G_GNUC_PRINTF (1, 2);  /* stderr */
int            bd_ctl_usage (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* The commands. args: what follows the command's name. */
int bd_ctl_summary (const BdCtlOptions *options, char **args);
int bd_ctl_export  (const BdCtlOptions *options, char **args);
int bd_ctl_match   (const BdCtlOptions *options, char **args);
int bd_ctl_read    (const BdCtlOptions *options, char **args);
int bd_ctl_save    (const BdCtlOptions *options, char **args);
int bd_ctl_store   (const BdCtlOptions *options, char **args);
int bd_ctl_audit   (const BdCtlOptions *options, char **args);
int bd_ctl_site    (const BdCtlOptions *options, char **args);
int bd_ctl_device  (const BdCtlOptions *options, char **args);
int bd_ctl_secret  (const BdCtlOptions *options, char **args);

/* One person opened: for summary and save. (nullable) with *exit_status and the sentence printed. */
typedef struct { BdReasonCode reason; BdIdentifiedBy identified_by; } BdCtlWhy;
int            bd_ctl_read_why (const BdCtlOptions *options, BdCtlWhy *why);   /* 0, or the exit status */
BdOpening     *bd_ctl_open     (BdCtlSession *session, const char *number, const BdCtlWhy *why, GError **error);
void           bd_ctl_settle   (BdCtlSession *session, BdOpening *opening);

G_END_DECLS
