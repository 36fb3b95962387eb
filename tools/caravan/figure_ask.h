/* The reports that published figures are taken from, of the programme's time.
 *
 * Thread   One.
 * Memory   Reports live in the run's arena. */
#ifndef CARAVAN_FIGURE_ASK_H
#define CARAVAN_FIGURE_ASK_H

#include "client.h"
#include "figure_check.h"

/* All that the program with this service has; the client is open to it. `programme`: its name, of
 * the projects program. EXIT_DONE, or what has been complained about. */
enum exit_code figure_ask(struct client *client, const struct cv_service_type *service,
                          const char *programme, struct reports *reports);

#endif
