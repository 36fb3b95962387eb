#include "app/principal.h"

#include "base/arena.h"
#include "rpc/interceptor.h"

#include <string.h>

bool cv_principal_valid(const char *subject)
{
    static const char first[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    size_t len = strspn(subject, "abcdefghijklmnopqrstuvwxyz0123456789._@-");

    return len >= 1 && len <= CV_PRINCIPAL_MAX && subject[len] == '\0' &&
           strchr(first, subject[0]) != NULL;
}

static bool is_standard(const struct cv_call *call)
{
    static const char GRPC[] = "/grpc.";

    return strncmp(cv_call_method(call)->path, GRPC, strlen(GRPC)) == 0;
}

/* The value lives as long as the call, and so does what it names. */
static struct cv_status take(struct cv_call *call, const struct cv_metadatum *named)
{
    const struct cv_scope *scope = cv_call_scope(call);
    const char *subject = (const char *)named->value.at;
    struct cv_principal *principal;

    if (strlen(subject) != named->value.len || !cv_principal_valid(subject))
        return cv_status_field(scope->arena, CV_PRINCIPAL_KEY,
                               "the metadata " CV_PRINCIPAL_KEY " must be 1 to %d of a-z, 0-9, "
                               "'.', '_', '@' and '-', beginning with a letter or digit",
                               CV_PRINCIPAL_MAX);
    principal = cv_arena_alloc(scope->arena, sizeof(*principal));
    if (principal == NULL)
        return cv_status(CV_RESOURCE_EXHAUSTED, NULL, "out of memory");
    *principal = (struct cv_principal){.subject = subject, .org = scope->principal->org};
    cv_call_set_principal(call, principal);
    return CV_STATUS_OK;
}

static void begin(struct cv_interceptor *self, struct cv_call *call, void *state)
{
    const struct cv_metadatum *named = cv_metadata_find(cv_call_metadata(call), CV_PRINCIPAL_KEY);

    (void)self;
    (void)state;
    cv_call_proceed(call, named == NULL || is_standard(call) ? CV_STATUS_OK : take(call, named));
}

struct cv_status cv_principal_read(struct cv_server *server)
{
    static struct cv_interceptor reader = {.begin = begin};

    return cv_server_intercept(server, &reader);
}
