/* What a word of the command line names at a server: a service, a method, a type. */
#ifndef CARAVAN_TARGET_H
#define CARAVAN_TARGET_H

#include "reflect.h"

struct target {
    const char *service; /* "package.Service" */
    const char *method;  /* "Method" */
};

/* "package.Service/Method", with or without a '/' before it, or with a dot for the last '/'. False:
 * it is neither. */
bool target_parse(const char *word, struct cv_arena *arena, struct target *target);

/* Ask for it. Each says on stderr what is wrong, with what there is instead; EXIT_DONE, or what the
 * program shall end with. */
enum exit_code target_service(struct reflect *reflect, const char *name,
                              const struct schema_service **service);
enum exit_code target_method(struct reflect *reflect, const struct target *target,
                             const struct schema_method **method);

#endif
