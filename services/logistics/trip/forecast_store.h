/* How long earlier trips took, and the forecasts that were made of this one. */
#ifndef LOGISTICS_TRIP_FORECAST_STORE_H
#define LOGISTICS_TRIP_FORECAST_STORE_H

#include "trip/forecast.h"
#include "trip/trip_store.h"

/* Keep how long its legs and stays took, as far as both ends of each were seen. */
struct cv_status durations_save(struct cv_books *books, const struct trip *trip);

/* What trip_forecast() must be given. Its arrays are in the arena. */
struct cv_status forecast_given(struct cv_books *books, const struct trip *trip,
                                struct forecast_given *given);

/* Keep the forecasts that differ enough from those kept before, and set the slip of their points.
 */
struct cv_status forecast_keep(struct cv_books *books, struct trip *trip);

/* All that were kept of a trip, oldest first. */
struct cv_status forecasts_load(struct cv_books *books, struct cv_uuid trip,
                                struct forecast_made **made, size_t *count);

#endif
