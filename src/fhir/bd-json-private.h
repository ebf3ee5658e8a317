/* bd-json-private.h: what the parser and the questions to its nodes share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nodes stand in one array in document order, so the first child of a node is the
 * node after it. Element 0 is no node: it holds the address of the decoded texts,
 * so that a node finds them by its own place. Texts are decoded into one buffer at
 * the offset where they were found: a decoded text is never longer than its source,
 * and the quote, comma or bracket after it leaves room for its NUL.
 */
#pragma once

#include "bd-json.h"

G_BEGIN_DECLS

#define BD_JSON_NO_NAME G_MAXUINT32

struct _BdJsonNode
{
  guint32 start;       /* where its bytes begin, and end */
  guint32 end;
  guint32 name;        /* offset of its name, or BD_JSON_NO_NAME */
  guint32 index;       /* place in the array */
  guint32 next;        /* steps to the next sibling, 0 for the last */
  guint32 type : 3;    /* BdJsonType */
  guint32 count : 29;  /* children; for a boolean its value */
};

/* Reads @size bytes into @text, which has room for one more. Returns the nodes, to be
 * freed, or NULL with a BdJsonError; @text then holds what was read so far. */
BdJsonNode *bd_json_parser_run (const char *data,
                                gsize       size,
                                char       *text,
                                GError    **error);

G_END_DECLS
