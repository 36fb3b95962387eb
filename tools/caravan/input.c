#include "input.h"

#include <errno.h>
#include <string.h>

#define READ_BYTES      65536
#define JSON_MEMORY_MAX ((size_t)1024 * 1024 * 1024) /* 64 MiB of "[[],[]..." */

static enum exit_code complain(const struct run *run, const struct input *input, const char *what)
{
    (void)fprintf(stderr, "caravan %s: %s: %s\n", run->command->name, input->name,
                  text_printable(what, run->arena));
    return EXIT_REFUSED;
}

static enum exit_code read_file(struct input *input, const struct run *run, FILE *file)
{
    static char block[READ_BYTES];
    struct cv_buf text;
    size_t n;

    cv_buf_init(&text, INPUT_BYTES_MAX);
    while ((n = fread(block, 1, sizeof(block), file)) > 0 && !text.failed)
        cv_buf_add(&text, block, n);
    if (!ferror(file) && !text.failed)
        input->text = (struct cv_slice){
            cv_arena_copy(run->arena, text.at == NULL ? "" : (void *)text.at, text.len), text.len};
    n = text.failed;
    cv_buf_free(&text);
    if (n != 0)
        return complain(run, input, T("it is over 64 MiB", "超过 64 MiB"));
    return input->text.at != NULL ? EXIT_DONE : complain(run, input, strerror(errno));
}

enum exit_code input_read(struct input *input, const struct run *run, const char *word)
{
    enum exit_code code;
    FILE *file;

    *input = (struct input){.name = "JSON"};
    if (word == NULL)
        return EXIT_DONE;
    if (strcmp(word, "-") == 0) {
        input->name = "stdin";
        return read_file(input, run, stdin);
    }
    if (word[0] != '@') {
        input->text = (struct cv_slice){(const uint8_t *)word, strlen(word)};
        return EXIT_DONE;
    }
    input->name = word + 1;
    file = fopen(word + 1, "rb");
    if (file == NULL)
        return complain(run, input, strerror(errno));
    code = read_file(input, run, file);
    (void)fclose(file);
    return code;
}

/* ---- messages ---- */

struct piece {
    struct piece *next;
    struct cv_slice bytes;
};

static struct cv_status encode_next(struct cv_json_reader *reader, const struct transcode *with,
                                    const struct schema_message *type, struct cv_buf *wire)
{
    struct cv_json *node;
    struct cv_status status = cv_json_next(reader, with->arena, &node);

    return cv_ok(status) ? transcode_to_wire(with, type, reader, node, wire) : status;
}

static struct piece *keep(const struct run *run, const struct cv_buf *wire)
{
    struct piece *piece = cv_arena_zalloc(run->arena, sizeof(*piece));
    uint8_t *bytes = cv_arena_alloc(run->arena, wire->len + 1);

    if (piece == NULL || bytes == NULL)
        return NULL;
    if (wire->len > 0)
        memcpy(bytes, wire->at, wire->len);
    piece->bytes = (struct cv_slice){bytes, wire->len};
    return piece;
}

static bool gather(struct cv_arena *arena, const struct piece *first,
                   struct input_messages *messages)
{
    size_t n = 0;

    messages->list = cv_arena_array(arena, messages->count + 1, sizeof(*messages->list));
    for (; messages->list != NULL && first != NULL; first = first->next)
        messages->list[n++] = first->bytes;
    return messages->list != NULL;
}

enum exit_code input_encode(const struct input *input, const struct run *run,
                            const struct transcode *with, const struct schema_message *type,
                            struct input_messages *messages)
{
    struct cv_arena scratch;
    struct transcode own = {with->find, with->find_arg, &scratch};
    struct cv_json_reader reader;
    struct piece *first = NULL;
    struct piece **link = &first;
    struct cv_status status = CV_STATUS_OK;
    enum exit_code code = EXIT_DONE;

    *messages = (struct input_messages){0};
    cv_json_open(&reader, input->text);
    while (cv_ok(status)) {
        struct cv_buf wire;

        cv_arena_init(&scratch, JSON_MEMORY_MAX);
        cv_buf_init(&wire, INPUT_MESSAGE_MAX);
        status = encode_next(&reader, &own, type, &wire);
        if (cv_ok(status) && (*link = keep(run, &wire)) == NULL)
            status = cv_status(CV_RESOURCE_EXHAUSTED, NULL, "it takes too much memory");
        if (!cv_ok(status) && status.code != CV_NOT_FOUND)
            code = complain(run, input, status.message);
        if (cv_ok(status)) {
            link = &(*link)->next;
            messages->count++;
        }
        cv_buf_free(&wire);
        cv_arena_release(&scratch);
    }
    if (code == EXIT_DONE && !gather(run->arena, first, messages))
        code = EXIT_FAILED;
    return code;
}
