import type { SimError } from '../../errors.ts';
import type { HttpRequest, HttpResponse } from '../../protocol/http.ts';
import type { FleetDevice } from './device.ts';

/** A request for a token on its way. */
export interface AuthTry {
  readonly device: FleetDevice;
  readonly request: HttpRequest;
  readonly resolve: (response: HttpResponse) => void;
  readonly reject: (error: SimError) => void;
}

/** What goes over the way of a fleet: the oldest reading of a device, or a request for a token. */
export type Cargo = FleetDevice | AuthTry;

/** What is done with what goes over the way. */
export interface CargoHandlers {
  /** Asked for right before it goes out. */
  request(cargo: Cargo): HttpRequest;
  /** Of each that was sent either this or `failed` is called, once. */
  answered(cargo: Cargo, response: HttpResponse): void;
  failed(cargo: Cargo, error: SimError): void;
}

/** The way to the platform, shared by all devices. */
export interface FleetWay {
  send(cargo: Cargo): void;
  /** Ends what has taken too long; called now and then. */
  sweep(): void;
}

/** Opens the way to the platform. */
export type OpenWay = (handlers: CargoHandlers) => FleetWay;
