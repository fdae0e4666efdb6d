/** Days and times as people and programs write them, and the numbers that they become under `--dates`. */
import type { DatePart } from '../dataset.ts'

const TIME = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2}(?:[.,]\d+)?))?(?: ?(?<half>[AaPp])[Mm])?(?:Z| ?(?<zone>[+-]\d{2}:?\d{2}))?`
const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*'
const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec'

/** By kind of writing; `x` and `y` are day and month, in an order that only the whole column tells. */
const DAYS = [
  String.raw`(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})`,
  String.raw`(?<x>\d{1,2})(?<sign>[-/.])(?<y>\d{1,2})[-/.](?<year>\d{2}(?:\d{2})?)`,
  String.raw`(?<day>\d{1,2})[ -](?<name>${MONTH})[ -](?<year>\d{2}(?:\d{2})?)`,
  String.raw`(?<name>${MONTH}) (?<day>\d{1,2}),? (?<year>\d{4})`,
]
const DATED = DAYS.map((day) => new RegExp(`^${day}(?:[T ]${TIME})?$`, 'i'))
const TIMED = new RegExp(`^${TIME}$`, 'i')

/** Whether a text looks like a day, a time, or both. */
export const looksLikeDate = (text: string): boolean =>
  TIMED.test(text) || DATED.some((form) => form.test(text))

/** What a column of dates becomes, a feature each; a column of times alone becomes `hours`. */
export const DATE_PARTS = ['year', 'month', 'weekday', 'yearday', 'days'] as const

/** How the dates of a column are to be read; `isGuess`: nothing in the column tells day and month apart. */
export interface DateStyle {
  readonly parts: readonly DatePart['part'][]
  readonly dayFirst: boolean
  readonly isGuess: boolean
}

/**
 * Undefined where some text is no date. A number above 12 tells day and month apart, for the whole column; without one, points
 * and hyphens mean day first and slashes month first, as in most places that use them.
 */
export function dateStyleOf(texts: readonly string[]): DateStyle | undefined {
  if (texts.length === 0) return undefined
  if (texts.every((text) => TIMED.test(text))) {
    const areTimes = texts.every((text) =>
      Number.isFinite(dateNumber(text, { part: 'hours', dayFirst: true })),
    )
    return areTimes ? { parts: ['hours'], dayFirst: true, isGuess: false } : undefined
  }
  const numbers = texts.flatMap((text) => {
    const groups = DATED[1]!.exec(text)?.groups
    return groups === undefined ? [] : [groups]
  })
  const isDayFirst = numbers.some(({ x }) => Number(x) > 12)
  const isMonthFirst = numbers.some(({ y }) => Number(y) > 12)
  const isGuess = numbers.length > 0 && !isDayFirst && !isMonthFirst
  const dayFirst = isGuess ? numbers[0]!.sign !== '/' : !isMonthFirst
  const areDates = texts.every((text) => Number.isFinite(dateNumber(text, { part: 'days', dayFirst })))
  return areDates ? { parts: DATE_PARTS, dayFirst, isGuess } : undefined
}

/**
 * A part of a date: the year; the month, 1 to 12; the weekday, 1 for Monday to 7; the day of the year, from 1; or all of it in
 * days since 1970-01-01 UTC, with the time of day as a fraction; of a time alone, the hours since midnight. NaN for what is no
 * such date. The parts are those that are written, whatever the time zone; only the days count it.
 */
export function dateNumber(text: string, { part, dayFirst }: DatePart): number {
  const time = TIMED.exec(text)?.groups
  if (time !== undefined) return part === 'hours' ? hoursOf(time) : Number.NaN
  const groups = DATED.map((form) => form.exec(text)?.groups).find((found) => found !== undefined)
  if (groups === undefined || part === 'hours') return Number.NaN
  const { year, month, day } = civilDate(groups, dayFirst)
  const days = daysSince1970(year, month, day)
  const hours = groups.hour === undefined ? 0 : hoursOf(groups)
  if (Number.isNaN(days) || Number.isNaN(hours)) return Number.NaN
  switch (part) {
    case 'year':
      return year
    case 'month':
      return month
    case 'weekday':
      // 1970-01-01 was a Thursday.
      return ((((days + 3) % 7) + 7) % 7) + 1
    case 'yearday':
      return days - daysSince1970(year, 1, 1) + 1
    case 'days':
      return days + (hours - zoneHours(groups.zone)) / 24
  }
}

type Groups = Readonly<Record<string, string | undefined>>

function civilDate({ year, month, day, x, y, name }: Groups, dayFirst: boolean) {
  const [d, m] = x === undefined ? [day, month] : dayFirst ? [x, y] : [y, x]
  return {
    year: fullYear(year!),
    month: name === undefined ? Number(m) : MONTHS.indexOf(name.slice(0, 3).toLowerCase()) / 3 + 1,
    day: Number(d),
  }
}

/** Two digits mean 1969 to 2068, as POSIX has it. */
const fullYear = (digits: string): number =>
  digits.length === 4 ? Number(digits) : Number(digits) + (Number(digits) < 69 ? 2000 : 1900)

function hoursOf({ hour, minute, second = '0', half }: Groups): number {
  const [h, m, s] = [Number(hour), Number(minute), Number(second.replace(',', '.'))]
  if (m > 59 || s >= 61 || h > (half === undefined ? 24 : 12) || (half !== undefined && h === 0))
    return Number.NaN
  const whole = half === undefined ? h : (h % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  return whole + m / 60 + s / 3600
}

function zoneHours(zone: string | undefined): number {
  if (zone === undefined) return 0
  const hours = Number(zone.slice(1, 3)) + Number(zone.slice(-2)) / 60
  return zone.startsWith('-') ? -hours : hours
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Days from 1970-01-01 in the Gregorian calendar; NaN for a day that it has not. */
function daysSince1970(year: number, month: number, day: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const length = MONTH_DAYS[month - 1]
  if (length === undefined || day < 1 || day > length + (month === 2 && isLeap ? 1 : 0)) return Number.NaN
  // Leap days before this year, counted from the year 0.
  const leaps = (y: number) => Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400)
  const before = MONTH_DAYS.slice(0, month - 1).reduce((sum, days) => sum + days, 0)
  const whole = 365 * (year - 1970) + leaps(year - 1) - leaps(1969)
  return whole + before + (month > 2 && isLeap ? 1 : 0) + day - 1
}
