#include "prepare.h"

#include "base/assert.h"

#include <stdio.h>
#include <string.h>

void prepare_begin(struct prepare *prepare, struct client *client)
{
    *prepare = (struct prepare){.client = client};
    for (unsigned i = 0; i < LOAD_PERSONS && prepare->code == EXIT_DONE; i++) {
        struct cv_status status =
            load_person_metadata((enum load_person)i, client->run->arena, &prepare->as[i]);

        if (!cv_ok(status))
            prepare->code = client_complain(client, status);
    }
}

void prepare_ask(struct prepare *prepare, enum load_person by)
{
    client_prepare(prepare->client, &prepare->call);
    prepare->call.op.start.metadata = &prepare->as[by];
}

bool prepare_wait(struct prepare *prepare, bool there)
{
    struct cv_status status = client_wait(prepare->client, &prepare->call);

    if (!cv_ok(status) && !(there && status.code == CV_ALREADY_EXISTS))
        prepare->code = client_complain(prepare->client, status);
    return prepare->code == EXIT_DONE;
}

const struct cv_method *prepare_method(const struct cv_service_type *type, const char *name)
{
    size_t at = 0;

    while (strcmp(type->methods[at].name, name) != 0) {
        at++;
        CV_ASSERT_CMP(at, <, type->method_count);
    }
    return &type->methods[at];
}

bool prepare_fail(struct prepare *prepare, const char *why)
{
    prepare->code = EXIT_REFUSED;
    (void)fprintf(
        stderr,
        T("caravan load: the data could not be made: %s\n", "caravan load：无法准备数据：%s\n"),
        text_printable(why, prepare->client->run->arena));
    return false;
}
