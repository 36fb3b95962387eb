#include "terminal.h"

#include "encoding.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define ROWS_USUAL    24
#define COLUMNS_USUAL 80
#define LETTER_MAX    8 /* bytes of one character, and the end */

static volatile sig_atomic_t ending;
static volatile sig_atomic_t resized;

static void on_end(int number)
{
    (void)number;
    ending = 1;
}

static void on_resize(int number)
{
    (void)number;
    resized = 1;
}

static void listen_for(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};

    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(number, &action, NULL);
}

static void say(const char *text)
{
    (void)fputs(text, stdout);
    (void)fflush(stdout);
}

void terminal_open(struct terminal *terminal)
{
    struct termios keys;

    *terminal = (struct terminal){.live = isatty(STDOUT_FILENO) != 0};
    ending = 0;
    listen_for(SIGINT, on_end);
    listen_for(SIGTERM, on_end);
    listen_for(SIGHUP, on_end);
    if (!terminal->live)
        return;
    resized = 1;
    listen_for(SIGWINCH, on_resize);
    terminal->keys = isatty(STDIN_FILENO) != 0 && tcgetattr(STDIN_FILENO, &terminal->before) == 0;
    if (terminal->keys) {
        keys = terminal->before;
        keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
        keys.c_cc[VMIN] = 0; /* reading never waits */
        keys.c_cc[VTIME] = 0;
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &keys);
    }
    say("\033[?1049h\033[?25l"); /* another screen, no cursor */
}

void terminal_close(struct terminal *terminal)
{
    if (!terminal->live)
        return;
    say("\033[?25h\033[?1049l");
    if (terminal->keys)
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &terminal->before);
    terminal->live = false;
}

bool terminal_wants_end(const struct terminal *terminal)
{
    char key[16];
    ssize_t count = terminal->keys ? read(STDIN_FILENO, key, sizeof(key)) : 0;

    for (ssize_t i = 0; i < count; i++)
        ending |= key[i] == 'q' || key[i] == 'Q';
    return ending != 0;
}

bool terminal_resized(void)
{
    bool is = resized != 0;

    resized = 0;
    return is;
}

/* ---- the picture ---- */

static size_t letter_bytes(const char *text)
{
    size_t len = 1;

    while (len + 1 < LETTER_MAX && ((unsigned char)text[len] & 0xc0) == 0x80)
        len++;
    return len;
}

/* As much of the line as `columns` hold; behind its line break, or at the end. */
static const char *put_line(const char *text, size_t columns)
{
    size_t used = 0;

    while (*text != '\0' && *text != '\n') {
        char letter[LETTER_MAX];
        size_t len = letter_bytes(text);

        memcpy(letter, text, len);
        letter[len] = '\0';
        used += encoding_width(letter);
        if (used <= columns)
            (void)fputs(letter, stdout);
        text += len;
    }
    return *text == '\n' ? text + 1 : text;
}

void terminal_show(const struct terminal *terminal, const char *text)
{
    struct winsize size = {.ws_row = ROWS_USUAL, .ws_col = COLUMNS_USUAL};
    size_t rows;
    size_t columns;

    if (!terminal->live)
        return;
    (void)ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    rows = size.ws_row == 0 ? ROWS_USUAL : size.ws_row;
    columns = size.ws_col == 0 ? COLUMNS_USUAL : size.ws_col;
    (void)fputs("\033[H", stdout); /* from the top, over what is there */
    for (size_t row = 0; row < rows && *text != '\0'; row++) {
        if (row > 0)
            (void)fputc('\n', stdout);
        text = put_line(text, columns);
        (void)fputs("\033[K", stdout); /* nothing behind it */
    }
    say("\033[J"); /* nor below */
}
