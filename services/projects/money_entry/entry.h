/* What entries of money have in common on the wire, and a Move method, in parts. */
#ifndef PROJECTS_ENTRY_H
#define PROJECTS_ENTRY_H

#include "app/unit.h"
#include "caravan/projects/v1/entry.pb-c.h"
#include "field.h"
#include "money_entry/entry_store.h"
#include "projects.h"

/* Is it to be a draft? Nothing else of the standing is looked at. */
bool entry_draft_read(const Caravan__Projects__V1__EntryStanding *message);

/* `state`: what the noun makes of an approved entry; APPROVED if nothing. NULL: the arena is full.
 */
Caravan__Projects__V1__EntryStanding *entry_wire(struct cv_arena *arena, const struct entry *entry,
                                                 Caravan__Projects__V1__EntryState state);
#define ENTRY_STATE(name) CARAVAN__PROJECTS__V1__ENTRY_STATE__ENTRY_STATE_##name

/* ---- Move methods ---- */

/* How one kind of entry is found, moved and shown. */
struct movement {
    const char *name; /* pattern of its name (app/name.h) */
    bool in_part;     /* some of it can be approved */
    /* The entry as it is then, as a message. NULL with OK: the arena is full. */
    struct cv_status (*move)(struct cv_books *books, const struct cv_id ids[3],
                             const struct entry_move *asked, void **message);
};

/* The handler's state. */
struct movement_call {
    struct cv_unit unit;
    const struct movement *movement;
    struct cv_id ids[3];
    struct entry_move asked;
};

/* All of a Move method, from its request to its answer. */
void movement_run(const struct movement *movement, struct movement_call *self, struct cv_call *call,
                  const Caravan__Projects__V1__MoveEntryRequest *request);

/* move_<noun> of a file with a move(); NAME is the pattern of its name. */
#define MOVEMENT_METHOD(noun, NAME, in_part)                                                       \
    static void handle(struct cv_call *call, void *memory,                                         \
                       const Caravan__Projects__V1__MoveEntryRequest *request)                     \
    {                                                                                              \
        static const struct movement MOVEMENT = {NAME, in_part, move};                             \
                                                                                                   \
        movement_run(&MOVEMENT, memory, call, request);                                            \
    }                                                                                              \
    const struct caravan_projects_v1_projects_move_##noun##_method move_##noun = {                 \
        handle, sizeof(struct movement_call)}

#endif
