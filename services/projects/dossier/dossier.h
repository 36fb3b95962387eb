/* What all dossiers have in common on the wire (caravan/projects/v1/dossier.proto), and all their
 * methods: a noun gives its table of moves, how its own fields are read and shown, and by
 * DOSSIER_METHODS() has them all.
 *
 * Shared fields are read and set by name (service/message.h); own ones by the noun's functions.
 *
 * Thread   `read` on the loop for a Create, on a store thread for an import; `wire` on a store
 *          thread.
 * Memory   What is read borrows from the request, what is made lives in the arena given. */
#ifndef PROJECTS_DOSSIER_H
#define PROJECTS_DOSSIER_H

#include "caravan/projects/v1/dossier.pb-c.h"
#include "development.h"
#include "dossier/dossier_store.h"
#include "field.h"
#include "programme/programme_store.h"

struct dossier_noun {
    enum dossier_kind kind;
    const char *thing;      /* "certification": in requests and messages */
    const char *collection; /* "certifications": in names */
    const char *name;       /* pattern of its names */
    const struct machine *machine;
    const ProtobufCMessageDescriptor *type;
    const ProtobufCEnumDescriptor *kinds; /* NULL: there are none */
    bool needs_project;
    bool needs_subject;
    /* The dossier it relates to: its kind, 0: none. Of its own kind it must have the same kind
     * and subject. */
    enum dossier_kind related;
    const char *related_field;
    /* Check the own fields of a message and take them; `programme`: its id. */
    void (*read)(struct cv_check *check, const void *message, const char *programme,
                 struct dossier *dossier);
    /* Set the own fields of a message. */
    void (*wire)(struct cv_arena *arena, const char *programme, const char *currency,
                 const struct dossier *dossier, void *message);
};

extern const struct dossier_noun certification_noun;
extern const struct dossier_noun milestone_noun;
extern const struct dossier_noun enterprise_noun;
extern const struct dossier_noun trade_event_noun;
extern const struct dossier_noun research_effort_noun;
extern const struct dossier_noun grant_noun;
extern const struct dossier_noun product_noun;

const struct dossier_noun *dossier_noun_of(enum dossier_kind kind);

/* A dossier as a message of its noun's type; NULL when the arena is full. */
void *dossier_wire(const struct dossier_noun *noun, struct cv_arena *arena, const char *programme,
                   const char *currency, const struct dossier *dossier);

/* The id in the name of another dossier of this programme; "" is fine unless required. */
const char *dossier_related_id(struct cv_check *check, const char *field, const char *name,
                               const struct dossier_noun *noun, const char *programme,
                               bool required);
char *dossier_name(struct cv_arena *arena, const struct dossier_noun *noun, const char *programme,
                   const char *id);

/* ---- moves (dossier_move.c) ---- */

/* Check a move alone and take it; `field` is its path in the request. */
void dossier_move_read(const struct dossier_noun *noun, struct cv_check *check, const char *field,
                       const Caravan__Projects__V1__DatedMove *message, struct dossier_move *move);
/* The move as the next of `dossier`: sets its state. WRONG_STATE, BACKDATED. */
struct cv_status dossier_move_follow(const struct dossier_noun *noun, struct cv_arena *arena,
                                     const struct dossier *dossier, struct dossier_move *move);
Caravan__Projects__V1__DatedMove *dossier_move_wire(struct cv_arena *arena,
                                                    const struct dossier_move *move);

/* ---- methods ---- */

struct dossier_state {
    struct cv_creation_ids ids; /* parent: programme */
    const struct dossier_noun *noun;
    struct programme_ref programme;
    struct dossier dossier;
};

void dossier_creation_read(struct cv_check *check, const void *thing, void *state);
struct cv_status dossier_creation_record(struct cv_books *books, void *state);
struct cv_status dossier_creation_load(struct cv_books *books, void *state);
ProtobufCMessage *dossier_creation_wire(struct cv_arena *arena, const void *state);

struct cv_status dossier_find(const struct dossier_noun *noun, struct cv_books *books,
                              const struct cv_id *ids, void **message);

/* The handler's state of a List. */
struct dossier_listing_call {
    struct cv_listing_call list;
    struct programme_ref programme;
    struct dossier_choice choice;
};

const char *dossier_chosen(struct cv_check *check, struct cv_listing_call *list);
struct cv_status dossier_listing_read(const struct dossier_noun *noun, struct cv_books *books,
                                      struct cv_listing_call *list);
void *dossier_listing_wire(const struct dossier_noun *noun, struct cv_books *books,
                           const struct cv_listing_call *list, const void *row);

/* The handler's state of a Move and of a Retract. */
struct dossier_change_call {
    struct cv_unit unit;
    const struct dossier_noun *noun;
    struct cv_id ids[2]; /* programme, dossier */
    const char *etag;
    const char *reason;       /* of a retraction; NULL: it is a move */
    struct dossier_move move; /* as asked */
};

void dossier_move_run(const struct dossier_noun *noun, struct dossier_change_call *self,
                      struct cv_call *call,
                      const Caravan__Projects__V1__RecordMoveRequest *request);
void dossier_retract_run(const struct dossier_noun *noun, struct dossier_change_call *self,
                         struct cv_call *call,
                         const Caravan__Projects__V1__RetractMoveRequest *request);

/* All methods of the noun whose `struct dossier_noun` is <noun>_noun, and its creation. */
#define DOSSIER_METHODS(noun, Noun, nouns, NAME)                                                   \
    const struct cv_creation noun##_creation = {#noun,                                             \
                                                #noun "_id",                                       \
                                                PROGRAMME_NAME,                                    \
                                                sizeof(struct dossier_state),                      \
                                                dossier_creation_read,                             \
                                                dossier_creation_record,                           \
                                                dossier_creation_load,                             \
                                                dossier_creation_wire};                            \
    static void create(struct cv_call *call, void *memory,                                         \
                       const Caravan__Projects__V1__Create##Noun##Request *request)                \
    {                                                                                              \
        cv_creation_run(&noun##_creation, memory, call, projects_store(call), &request->base);     \
    }                                                                                              \
    const struct caravan_projects_v1_development_create_##noun##_method create_##noun = {          \
        create, sizeof(struct cv_creation_call) + sizeof(struct dossier_state)};                   \
                                                                                                   \
    static struct cv_status find(struct cv_books *books, const struct cv_id *ids, void **message)  \
    {                                                                                              \
        return dossier_find(&noun##_noun, books, ids, message);                                    \
    }                                                                                              \
    static void get(struct cv_call *call, void *memory,                                            \
                    const Caravan__Projects__V1__GetDossierRequest *request)                       \
    {                                                                                              \
        static const struct cv_lookup LOOKUP = {NAME, find};                                       \
                                                                                                   \
        cv_lookup_run(&LOOKUP, memory, call, projects_store(call), &request->base);                \
    }                                                                                              \
    const struct caravan_projects_v1_development_get_##noun##_method get_##noun = {                \
        get, sizeof(struct cv_lookup_call)};                                                       \
                                                                                                   \
    static struct cv_status list_read(struct cv_books *books, struct cv_listing_call *list)        \
    {                                                                                              \
        return dossier_listing_read(&noun##_noun, books, list);                                    \
    }                                                                                              \
    static void *list_wire(struct cv_books *books, const struct cv_listing_call *list,             \
                           const void *row)                                                        \
    {                                                                                              \
        return dossier_listing_wire(&noun##_noun, books, list, row);                               \
    }                                                                                              \
    static void list(struct cv_call *call, void *memory,                                           \
                     const Caravan__Projects__V1__ListDossiersRequest *request)                    \
    {                                                                                              \
        static const struct cv_listing LISTING = {PROGRAMME_NAME,                                  \
                                                  CV_LISTING_KEY(struct dossier, uid), list_read,  \
                                                  list_wire, dossier_chosen};                      \
                                                                                                   \
        cv_listing_run(&LISTING, memory, call, projects_store(call), &request->base);              \
    }                                                                                              \
    const struct caravan_projects_v1_development_list_##nouns##_method list_##nouns = {            \
        list, sizeof(struct dossier_listing_call)};                                                \
                                                                                                   \
    static void move(struct cv_call *call, void *memory,                                           \
                     const Caravan__Projects__V1__RecordMoveRequest *request)                      \
    {                                                                                              \
        dossier_move_run(&noun##_noun, memory, call, request);                                     \
    }                                                                                              \
    const struct caravan_projects_v1_development_move_##noun##_method move_##noun = {              \
        move, sizeof(struct dossier_change_call)};                                                 \
                                                                                                   \
    static void retract(struct cv_call *call, void *memory,                                        \
                        const Caravan__Projects__V1__RetractMoveRequest *request)                  \
    {                                                                                              \
        dossier_retract_run(&noun##_noun, memory, call, request);                                  \
    }                                                                                              \
    const struct caravan_projects_v1_development_retract_##noun##_method retract_##noun = {        \
        retract, sizeof(struct dossier_change_call)}

#endif
