"""A stock client that calls steadily (judge_steady), as a process of its own."""
import subprocess
import threading

PATIENCE_S = 60


class Steady:
    def __init__(self, program, address, rate, *files):
        self.answered, self.failed, self.why, self.renewed = 0, 0, "", 0
        self.told = threading.Condition()
        self.process = subprocess.Popen([program, address, str(rate), *files], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.thread = threading.Thread(target=self.read)
        self.thread.start()

    def read(self):
        for line in self.process.stdout:
            with self.told:
                if line == "renewed\n":
                    self.renewed += 1
                else:
                    answered, failed, self.why = line.rstrip("\n").split(" ", 2)
                    self.answered, self.failed = int(answered), int(failed)
                self.told.notify_all()

    def until(self, condition):
        with self.told:
            return self.told.wait_for(condition, PATIENCE_S)

    def goes_on(self, calls):
        """Wait until so many more were answered; False: one has failed."""
        goal = self.answered + calls
        self.until(lambda: self.answered >= goal or self.failed > 0)
        return self.answered >= goal and self.failed == 0

    def renew(self):
        """Connect anew, with the certificates as they are now."""
        goal = self.renewed + 1
        self.process.stdin.write("renew\n")
        self.process.stdin.flush()
        return self.until(lambda: self.renewed >= goal)

    def __enter__(self):
        return self

    def __exit__(self, *rest):
        if self.process.poll() is None:
            self.stop()

    def stop(self):
        self.process.stdin.close()
        self.thread.join()
        return self.process.wait(timeout=PATIENCE_S)
