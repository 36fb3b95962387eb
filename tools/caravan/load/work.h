/* The work a service is loaded with: which calls, how often, and the data they need.
 *
 * Thread   All on the loop's thread.
 * Memory   A method makes its request on the stack or in the call's arena; the library has encoded
 *          it before the stub returns. `work` lives in the run's arena. */
#ifndef CARAVAN_LOAD_WORK_H
#define CARAVAN_LOAD_WORK_H

#include "base/arena.h"
#include "client.h"
#include "demo_kit.h"
#include "google/type/date.pb-c.h"
#include "result.h"

/* Who calls: what one person submits another one approves. */
enum load_person {
    LOAD_CLERK,
    LOAD_CHIEF,
    LOAD_PERSONS,
};

struct load;
struct load_call {
    struct cv_unary op; /* for the stub */
    struct cv_scope scope;
    struct cv_arena arena;
    struct cv_channel *channel; /* for the stub */
    struct load *load;
    void *work; /* of the service: all calls' */
    struct dice *dice;
    uint64_t number; /* of the call in this run, from 0 */
    const char *run; /* what ids of this run begin with */
    size_t method;
    uint64_t piece; /* the method's own, and this: what it is about */
    void *held;

    uint64_t due_ns; /* private, and these */
    struct cv_list link;
};

struct load_method {
    const char *name; /* "GetProject" */
    enum load_person by;
    void (*ask)(struct load_call *call);      /* make the request and call the stub */
    void (*answered)(struct load_call *call); /* OK; or NULL: there is nothing to learn of it */
    void (*refused)(struct load_call *call);  /* any other end; or NULL */
    /* There is something to do; NULL: always. */
    bool (*ready)(const void *work);
    size_t instead; /* of the methods: what is done if not */
};

#define LOAD_PROFILES_MAX 6

struct load_profile {
    const char *name; /* "ordinary"; NULL ends the list */
    struct text summary;
    double rate; /* calls a second, if neither rate nor callers are given; 0: closed loop */
    unsigned weights[LOAD_METHODS_MAX]; /* of each method */
};

struct load_service {
    const char *name;    /* "projects" */
    const char *program; /* "caravan-projects" */
    struct text summary;
    const struct load_method *methods;
    size_t method_count;
    const struct load_profile *profiles;
    /* Make what the calls need, or find it made; *work is what the methods get. Complains. */
    enum exit_code (*prepare)(struct client *client, struct dice *dice, void **work);
};

extern const struct load_service load_logistics;
extern const struct load_service load_projects;
extern const struct load_service load_training;

/* ---- for methods ---- */

/* "run-17" in the arena of the call: a name that no other call has. "" when that is full: the
 * server refuses it. */
char *load_unique(struct load_call *call, const char *what);
/* From 0 to less than `count`, as the seed has it. */
unsigned load_any(struct load_call *call, unsigned count);
/* The service has not done it, as far as one can tell, and may do so the next time. */
bool load_try_again(const struct load_call *call);
char *load_text(const char *text); /* generated messages have texts that may be changed */
char *load_print(struct load_call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#define LOAD_NAME_SIZE 96 /* room for any resource's name here */
Google__Type__Date *load_day(Google__Type__Date *day, uint64_t number); /* of 2023 to 2025 */

/* Names of persons as calls carry them; in the arena. */
struct cv_status load_person_metadata(enum load_person person, struct cv_arena *arena,
                                      struct cv_metadata *metadata);

#endif
