"""Delivery to the user's code: in order, one at a time, and never in anybody's way."""

import asyncio
import logging
import threading

import pytest

from sse_widgets.running import dispatcher
from sse_widgets.running.dispatcher import Mailbox
from tests.waiting import PATIENCE, until


def box(callback, complaints=None) -> Mailbox:
    return Mailbox(callback, (complaints if complaints is not None else []).append)


def test_letters_are_read_in_order_on_another_thread():
    read = []
    mailbox = box(lambda letter: read.append((letter, threading.current_thread())))
    for n in range(100):
        mailbox.put(n)
    assert mailbox.wait_until_read(PATIENCE)

    assert [n for n, _ in read] == list(range(100))
    assert threading.current_thread() not in {thread for _, thread in read}
    assert all(thread.daemon for _, thread in read)


def test_a_letter_replaces_the_unread_one_of_the_same_key_only():
    entered, go, read = threading.Event(), threading.Event(), []

    def slow(letter):
        entered.set()
        go.wait(PATIENCE)
        read.append(letter)

    mailbox = box(slow)
    mailbox.put("first", replaces="a")
    entered.wait(PATIENCE)
    for n in range(5):
        mailbox.put(f"a{n}", replaces="a")
        mailbox.put(f"b{n}", replaces="b")
        mailbox.put("always")
    go.set()
    assert mailbox.wait_until_read(PATIENCE)

    assert [each for each in read if each != "always"] == ["first", "a4", "b4"]
    assert read.count("always") == 5


def test_an_unread_letter_can_be_merged_with_the_one_that_replaces_it():
    entered, go, read = threading.Event(), threading.Event(), []

    def slow(letter):
        entered.set()
        go.wait(PATIENCE)
        read.append(letter)

    mailbox = box(slow)
    mailbox.put("first", replaces="a")
    entered.wait(PATIENCE)
    for n in range(3):
        mailbox.put(f"{n}", replaces="a", merge=lambda unread, letter: (unread[0] + letter[0],))
    go.set()
    assert mailbox.wait_until_read(PATIENCE)

    assert read == ["first", "012"]


def test_a_callback_that_fails_gets_the_next_letter_all_the_same(caplog):
    read, complaints = [], []

    def broken(letter):
        read.append(letter)
        raise ValueError("no")

    mailbox = box(broken, complaints)
    mailbox.put(1)
    mailbox.put(2)
    assert mailbox.wait_until_read(PATIENCE)

    assert read == [1, 2]
    assert len(complaints) == 2
    assert "broken failed: ValueError: no" in complaints[0]
    assert "the stream goes on" in caplog.text


@pytest.mark.parametrize("error", [SystemExit(1), asyncio.CancelledError(), KeyboardInterrupt()])
def test_a_callback_that_wants_to_end_everything_ends_nothing(error, caplog):
    read = []

    def quits(letter):
        read.append(letter)
        raise error

    mailbox = box(quits)
    mailbox.put(1)
    mailbox.put(2)

    assert mailbox.wait_until_read(PATIENCE)
    assert read == [1, 2]


def test_coroutine_functions_are_awaited():
    read = []

    async def later(letter):
        await asyncio.sleep(0)
        read.append(letter)

    mailbox = box(later)
    mailbox.put(1)
    mailbox.put(2)

    assert mailbox.wait_until_read(PATIENCE)
    assert read == [1, 2]


def test_a_thread_without_mail_ends_and_the_next_letter_gets_a_new_one(monkeypatch):
    monkeypatch.setattr(dispatcher, "IDLE", 0.01)
    threads = []
    mailbox = box(lambda _: threads.append(threading.current_thread()))
    mailbox.put(1)
    until(lambda: threads and not threads[0].is_alive())
    mailbox.put(2)
    assert mailbox.wait_until_read(PATIENCE)

    assert len(set(threads)) == 2


def test_waiting_for_a_callback_that_never_returns_ends_in_time():
    go = threading.Event()
    mailbox = box(lambda _: go.wait(PATIENCE))
    mailbox.put(1)

    assert not mailbox.wait_until_read(0.01)
    go.set()
    assert mailbox.wait_until_read(PATIENCE)


def test_the_log_names_the_logger_of_the_package(caplog):
    caplog.set_level(logging.ERROR, logger="sse_widgets")
    mailbox = box(lambda _: 1 / 0)
    mailbox.put(1)
    mailbox.wait_until_read(PATIENCE)

    assert [record.name for record in caplog.records] == ["sse_widgets"]


def test_a_callback_that_never_returns_is_left_the_newest_letters_and_told_of(monkeypatch):
    monkeypatch.setattr(dispatcher, "MOST", 5)
    complaints, read = [], []
    entered, go = threading.Event(), threading.Event()

    def stuck(n):
        entered.set()
        go.wait(PATIENCE)
        read.append(n)

    mailbox = box(stuck, complaints)
    mailbox.put(0)
    entered.wait(PATIENCE)
    for n in range(1, 20):
        mailbox.put(n)
    held = len(mailbox._letters)
    go.set()
    mailbox.wait_until_read(PATIENCE)

    assert held == 5
    assert read == [0, 15, 16, 17, 18, 19]
    assert "stuck is too slow: 5 events wait for it" in complaints[0]
    assert len(set(complaints)) == 1
