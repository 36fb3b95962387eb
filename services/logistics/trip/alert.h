/* Alerts that a trip slips behind its plan: told by the forecasts that were kept of it, and by
 * nothing else. Pure. */
#ifndef LOGISTICS_TRIP_ALERT_H
#define LOGISTICS_TRIP_ALERT_H

#include "trip/forecast.h"

struct trip_alert {
    const struct forecast_made *raised;
    const struct forecast_made *cleared; /* NULL: it stands */
};

/* Of all forecasts, oldest first. A point has one alert at a time: at another step, or at none, the
 * old one is cleared. `alerts` has room for one a forecast; how many there are. */
size_t trip_alerts(const struct forecast_made *made, size_t count, struct trip_alert *alerts);

#endif
