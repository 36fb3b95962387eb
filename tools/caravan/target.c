#include "target.h"

#include "suggest.h"

#include <string.h>

bool target_parse(const char *word, struct cv_arena *arena, struct target *target)
{
    const char *from = word + (*word == '/');
    const char *slash = strrchr(from, '/');
    const char *end = slash != NULL ? slash : strrchr(from, '.');

    if (end == NULL || end == from || end[1] == '\0')
        return false;
    target->service = cv_arena_string_n(arena, from, (size_t)(end - from));
    target->method = end + 1;
    return target->service != NULL && strchr(target->service, '/') == NULL;
}

struct names {
    const char **list;
    size_t count;
};

static const char *name_at(const void *arg, size_t index)
{
    const struct names *names = arg;

    return index < names->count ? names->list[index] : NULL;
}

static enum exit_code no_such_service(struct reflect *reflect, const char *name)
{
    struct cv_arena *arena = reflect->client->run->arena;
    struct names names = {NULL, 0};
    struct cv_status status = reflect_services(reflect, &names.list, &names.count);

    if (!cv_ok(status))
        return client_complain(reflect->client, status);
    (void)fprintf(stderr, T("caravan: %s has no service %s; %s\n", "caravan：%s 没有服务 %s；%s\n"),
                  reflect->client->server, name,
                  text_printable(suggest(name, name_at, &names, arena), arena));
    return EXIT_REFUSED;
}

enum exit_code target_service(struct reflect *reflect, const char *name,
                              const struct schema_service **service)
{
    struct cv_status status = reflect_symbol(reflect, name);
    const struct schema_symbol *symbol;

    *service = NULL;
    if (status.code == CV_NOT_FOUND)
        return no_such_service(reflect, name);
    if (!cv_ok(status))
        return client_complain(reflect->client, status);
    symbol = schema_find(reflect->schema, (struct cv_slice){(const uint8_t *)name, strlen(name)});
    if (symbol == NULL || symbol->kind != SCHEMA_IS_SERVICE)
        return no_such_service(reflect, name);
    *service = symbol->service;
    return EXIT_DONE;
}

static const char *method_name(const void *arg, size_t index)
{
    const struct schema_service *service = arg;

    return index < service->method_count ? service->methods[index].rpc.name : NULL;
}

enum exit_code target_method(struct reflect *reflect, const struct target *target,
                             const struct schema_method **method)
{
    const struct schema_service *service;
    enum exit_code code = target_service(reflect, target->service, &service);

    *method = NULL;
    if (service == NULL)
        return code;
    for (size_t i = 0; i < service->method_count; i++) {
        if (strcmp(service->methods[i].rpc.name, target->method) == 0)
            *method = &service->methods[i];
    }
    if (*method != NULL)
        return EXIT_DONE;
    (void)fprintf(stderr, T("caravan: %s has no method %s; %s\n", "caravan：%s 没有方法 %s；%s\n"),
                  service->name, target->method,
                  suggest(target->method, method_name, service, reflect->client->run->arena));
    return EXIT_REFUSED;
}
