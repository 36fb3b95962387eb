/* The calls of a joined report. */
#ifndef CARAVAN_REPORT_JOINED_ASK_H
#define CARAVAN_REPORT_JOINED_ASK_H

#include "report_joined.h"

/* Ask all servers that are to be asked for all of their parts, at once, and wait for the last of
 * them. The clients are open. */
void joined_ask(struct joined *joined);

#endif
