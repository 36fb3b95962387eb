/* One method about one hub: a unit of work (app/unit.h) that begins with finding the hub. */
#ifndef LOGISTICS_HUB_UNIT_H
#define LOGISTICS_HUB_UNIT_H

#include "app/unit.h"
#include "hub/hub.h"
#include "hubs.h"
#include "number.h"
#include "service/field.h"

struct hub_unit;

/* As cv_unit_work, with the hub found. */
typedef struct cv_status hub_work(struct hub_unit *unit, struct cv_books *books, int64_t hub_no,
                                  ProtobufCMessage **reply);

/* The beginning of a handler's state. */
struct hub_unit {
    struct cv_unit unit;
    struct cv_id ids[2]; /* of the hub, and of the thing in it if the method names one */
    hub_work *work;
};

/* Hand over when `check` found nothing wrong, else refuse. `ids` are set. */
void hub_unit_read(struct hub_unit *unit, struct cv_call *call, const struct cv_check *check,
                   hub_work *work);
void hub_unit_write(struct hub_unit *unit, struct cv_call *call, const struct cv_check *check,
                    const char *request_id, hub_work *work);

/* The number of a hub; NOT_FOUND. */
struct cv_status hub_number(struct cv_books *books, const char *id, int64_t *hub_no);

/* The id in the name of something else in the same hub; in the check's arena. `pattern`:
 * "hubs/@/bags/@". */
const char *hub_child_id(struct cv_check *check, const char *field, const char *name,
                         const char *pattern, const char *hub);
/* The name of something in a hub; "" for the id "". */
char *hub_child_name(struct cv_arena *arena, const char *hub, const char *collection,
                     const char *id);

#endif
