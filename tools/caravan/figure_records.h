/* From a published figure that is not of a programme's money or indicators down to its records; or,
 * where these are as many as parcels, to the rows of the report that it is the sum of.
 *
 * Thread   One.
 * Memory   In the run's arena. */
#ifndef CARAVAN_FIGURE_RECORDS_H
#define CARAVAN_FIGURE_RECORDS_H

#include "explain_view.h"
#include "figure_check.h"

/* The service that has the figure. */
const struct cv_service_type *figure_service(const struct figure *figure);

/* Fills all of it but its programme and figure. `programme`: the name. EXIT_DONE, or what has been
 * complained about. */
enum exit_code figure_explain(struct client *client, const struct figure *figure,
                              const char *programme, struct explained *explained);

#endif
