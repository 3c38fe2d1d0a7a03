import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answersIceCheck, formatIceCheck } from "./iceCheck.ts";
import {
  formatSilentAnswer,
  parseIceCredentials,
  parseTrickledCandidate,
} from "./iceDescription.ts";
import { parseStunMessage, stunAttribute } from "./stunMessage.ts";

const own = { usernameFragment: "ourufrag", password: "our-password-of-22-letters" };
const other = { usernameFragment: "theirufrag", password: "their-password-of-22-ltrs" };

/** As LiveKit 1.13 sends it before anybody publishes. */
const offer = [
  "v=0",
  "o=- 5470751767556008439 1795275261 IN IP4 0.0.0.0",
  "a=fingerprint:sha-256 10:85:84:BE",
  "a=group:BUNDLE 0",
  "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
  "a=candidate:1 1 udp 1 127.0.0.1 7882 typ host",
  "a=setup:actpass",
  "a=mid:0",
  "a=sendrecv",
  "a=sctp-port:5000",
  "a=ice-ufrag:theirufrag",
  "a=ice-pwd:their-password-of-22-ltrs",
  "",
].join("\r\n");

const trickle = (candidate: string) => JSON.stringify({ candidate, sdpMid: "0" });

describe("ICE", () => {
  it("[IC1] reads candidates as LiveKit trickles them", () => {
    expect(
      parseTrickledCandidate(
        trickle("candidate:2878742611 1 udp 2130706431 192.0.2.1 7882 typ host ufrag x"),
      ),
    ).toEqual({ transport: "udp", address: "192.0.2.1", port: 7882, kind: "host" });
    expect(
      parseTrickledCandidate(
        trickle("candidate:1 1 TCP 1671430143 2001:db8::1 7881 typ srflx tcptype passive"),
      ),
    ).toEqual({ transport: "tcp", address: "2001:db8::1", port: 7881, kind: "srflx" });
  });

  it.each(["", "{}", trickle(""), trickle("candidate:1 1 ssltcp 1 1.1.1.1 443 typ host"), "null"])(
    "[IC1] reads no candidate from %j",
    (json) => {
      expect(parseTrickledCandidate(json)).toBeUndefined();
    },
  );

  it("[IC2] reads the credentials of a description", () => {
    expect(parseIceCredentials(offer)).toEqual(other);
    expect(parseIceCredentials("v=0")).toBeUndefined();
  });

  it("[IC3] agrees to an offer with its own credentials, and to send nothing", () => {
    const answer = formatSilentAnswer(offer, own).split("\r\n");
    expect(answer).toHaveLength(offer.split("\r\n").length - 1);
    expect(answer).toEqual(
      expect.arrayContaining([
        "a=ice-ufrag:ourufrag",
        "a=ice-pwd:our-password-of-22-letters",
        "a=setup:active",
        "a=recvonly",
        "a=mid:0",
        "a=sctp-port:5000",
        expect.stringMatching(/^a=fingerprint:sha-256 (00:){31}00$/),
      ]),
    );
    expect(answer.join()).not.toContain("candidate");
  });

  it("[IC4] checks the other side's address as the side that answered, signed with its password", () => {
    const ids = {
      transactionId: new Uint8Array(12).fill(1),
      tieBreaker: new Uint8Array(8).fill(2),
    };
    const check = formatIceCheck({ ...ids, own, other });
    const message = parseStunMessage(check);
    expect(message?.type).toBe(1);
    const text = (type: number) => Buffer.from(message?.attributes.get(type) ?? []).toString();
    expect(text(stunAttribute.username)).toBe("theirufrag:ourufrag");
    expect(message?.attributes.get(stunAttribute.iceControlled)).toEqual(ids.tieBreaker);
    expect(message?.attributes.has(stunAttribute.fingerprint)).toBe(true);
    const otherwise = formatIceCheck({ ...ids, own, other: { ...other, password: "another" } });
    expect(otherwise).not.toEqual(check);
  });

  it("[IC5] knows the answer to its check, an error included", () => {
    const ids = { transactionId: new Uint8Array(12).fill(1), tieBreaker: new Uint8Array(8) };
    const check = formatIceCheck({ ...ids, own, other });
    const packet = (type: number, id: number) =>
      Uint8Array.of(1, type, 0, 0, ...check.subarray(4, 8), ...new Uint8Array(12).fill(id));
    expect(answersIceCheck(packet(0x01, 1), check)).toBe(true);
    expect(answersIceCheck(packet(0x11, 1), check)).toBe(true);
    expect(answersIceCheck(packet(0x01, 9), check)).toBe(false);
    expect(answersIceCheck(check, check)).toBe(false);
  });

  it("[IC6] nothing makes the readers throw", () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (text, json) => {
        expect(() => parseTrickledCandidate(trickle(`candidate:${text}`))).not.toThrow();
        expect(() => parseTrickledCandidate(JSON.stringify(json))).not.toThrow();
        expect(() => parseIceCredentials(text)).not.toThrow();
        expect(() => formatSilentAnswer(text, own)).not.toThrow();
      }),
    );
  });
});
