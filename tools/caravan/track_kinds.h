/* Each kind of thing that `caravan track` knows: look it up and gather what is known of it.
 *
 * Errors   *found false with EXIT_DONE: there is none of that number. What went wrong otherwise has
 *          been complained about. */
#ifndef CARAVAN_TRACK_KINDS_H
#define CARAVAN_TRACK_KINDS_H

#include "caravan/logistics/v1/trip.pb-c.h"
#include "client.h"
#include "track_number.h"
#include "track_view.h"

struct track_place; /* track_trip.c */

struct tracking {
    struct client client;
    const struct run *run;
    struct cv_arena *arena;
    struct track_number number;
    struct track_view view;
    struct track_place *places; /* asked for already */
};

typedef enum exit_code track_look(struct tracking *tracking, bool *found);

track_look look_for_parcel;
track_look look_for_box;
track_look look_for_wagon;
track_look look_for_trip;
track_look look_for_consignment;

/* How a call ended: found, not found, or complained about. */
enum exit_code track_answered(struct tracking *tracking, struct cv_status status, bool *found);

/* ---- what boxes and consignments need of trips (track_trip.c) ---- */

/* The place's title, and how far its clock is ahead of UTC. "places/kunming" or "". */
enum exit_code track_place_find(struct tracking *tracking, const char *name, const char **title,
                                int32_t *offset_minutes);
enum exit_code track_trip_get(struct tracking *tracking, const char *name,
                              const Caravan__Logistics__V1__Trip **trip);
/* What is expected of it still. */
enum exit_code track_trip_expected(struct tracking *tracking,
                                   const Caravan__Logistics__V1__Trip *trip);
/* What happened to it, as far as it counts. */
enum exit_code track_trip_happened(struct tracking *tracking,
                                   const Caravan__Logistics__V1__Trip *trip);
/* What is asked for of a trip; "": any. */
struct track_traits {
    const char *number;
    const char *wagon;
    const char *consignment; /* "consignments/n1" */
};

/* The newest such trips of the corridor, without their points, wagons and holds. */
typedef enum exit_code track_trip_use(struct tracking *tracking,
                                      const Caravan__Logistics__V1__Trip *trip, void *arg);
enum exit_code track_trips_find(struct tracking *tracking, const char *corridor,
                                const struct track_traits *traits, track_trip_use *use, void *arg);

#endif
